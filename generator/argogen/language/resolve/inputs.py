"""Name generated inputs, which pass values from outside into templates.

In Argo, a template can only access its own inputs. The name of a step is added as a prefix if two short
names are equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from argogen.language.model.pipeline import TemplateModel
from argogen.language.resolve.artifacts import Artifacts
from argogen.language.resolve.references import ValueSource
from argogen.language.resolve.symbols import Symbols

GeneratedInputs = Mapping[TemplateModel, Mapping[ValueSource, str]]


def name_inputs(
    symbols: Symbols,
    threaded: Mapping[TemplateModel, Mapping[ValueSource, None]],
    artifacts: Mapping[TemplateModel, Artifacts],
) -> GeneratedInputs:
    """Return the names of the generated inputs of templates by their sources, in order of first use."""
    named: dict[TemplateModel, dict[ValueSource, str]] = {}
    has_inline = any(call.is_inline for call in symbols.calls)
    for template in symbols.templates:
        sources = threaded.get(template)
        if sources:
            parameters = [source for source in sources if source.kind == "parameters"]
            taken = _names_around(template, symbols, named) if has_inline else {*template.inputs}
            names = _choose_names(parameters, taken)
            if len(parameters) < len(sources):
                others = [source for source in sources if source.kind == "artifacts"]
                names |= _choose_names(others, {*artifacts.get(template, ())})
                names = {source: names[source] for source in sources}
            named[template] = names
    return named


def _choose_names(sources: Sequence[ValueSource], taken: set[str]) -> dict[ValueSource, str]:
    if len(sources) == 1 and sources[0].short not in taken:
        return {sources[0]: sources[0].short}
    shorts = Counter(source.short for source in sources)
    names: dict[ValueSource, str] = {}
    for source in sources:
        clashes = shorts[source.short] > 1 or source.short in taken
        names[source] = _find_free(source.long if clashes else source.short, taken)
        taken.add(names[source])
    return names


def _names_around(template: TemplateModel, symbols: Symbols, named: GeneratedInputs) -> set[str]:
    """Return the names of the inputs of a template and of the templates into which it is inlined, which shadow them."""
    found = {*template.inputs}
    if any(call.is_inline for call in symbols.callers_of(template)):
        for holder in symbols.find_inline_owners(template):
            found.update(holder.inputs, named.get(holder, {}).values())
    return found


def _find_free(wanted: str, taken: set[str]) -> str:
    names: Iterator[str] = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(name for name in names if name not in taken)
