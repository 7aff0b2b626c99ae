// The order of search results: pages that describe a subject come before diagnostics and changes that contain the same word.
const WEIGHTS = [
  [/^language$/, 2],
  [/^(how-to\/(?!.*runnable)|reference\/argo-fields$)/, 1],
  [/^(diagnostics\/|changelog$|contributing$)/, -2],
];

// The values are those of Sphinx.
var Scorer = {
  score: ([page, , , , score]) => score + (WEIGHTS.find(([pattern]) => pattern.test(page)) ?? [, 0])[1],
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
