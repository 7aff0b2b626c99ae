// Parse flowcharts with the parser of Mermaid: a JSON list of texts on standard input, a JSON list of messages on
// standard output, each null for a valid text. With the argument "render", also list the labels that are drawn.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.ARGOGEN_MERMAID}/package.json`);
const { JSDOM } = require("jsdom");
const page = new JSDOM("<!DOCTYPE html><body></body>");
globalThis.window = page.window;
globalThis.document = page.window.document;
const { default: mermaid } = await import(
  pathToFileURL(`${process.env.ARGOGEN_MERMAID}/node_modules/mermaid/dist/mermaid.core.mjs`),
);
mermaid.initialize({ startOnLoad: false, maxTextSize: 10_000_000, maxEdges: 100_000 });

const results = [];
for (const text of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
    const data = diagram.db.getData();
    results.push({
      nodes: data.nodes.map((node) => ({ id: node.id, label: node.label, parent: node.parentId ?? "", shape: node.shape ?? "" })),
      edges: data.edges.map((edge) => ({ source: edge.start, target: edge.end, label: edge.label ?? "" })),
    });
  } catch (error) {
    results.push({ error: String(error.message ?? error) });
  }
}
console.log(JSON.stringify(results));
