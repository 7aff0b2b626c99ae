from __future__ import annotations

from argogen.language.resolve.symbols import Scope, build_symbols
from tests.language.pipelines import EVERYTHING, Passes, read_passes
from tests.language.snapshots import freeze

LET = '{{=let a = {"n-x": 3}; string(a.n-1)}}'


def names_of(passes: Passes) -> dict[str, list[str]]:
    resolution = passes.resolve()
    return {template.name: list(names.values()) for template, names in resolution.inputs.items()}


def test_resolving_twice_gives_the_same() -> None:
    passes = read_passes(EVERYTHING)
    one, other = passes.resolve(), passes.resolve()
    assert one.references == other.references
    assert (one.inputs, one.forwarded, one.edges, one.shares) == (
        other.inputs,
        other.forwarded,
        other.edges,
        other.shares,
    )
    assert one.symbols.templates == other.symbols.templates
    assert not passes.diagnostics


def test_resolving_changes_nothing_that_it_reads() -> None:
    passes = read_passes(EVERYTHING)
    before = freeze(passes.pipeline), freeze(passes.document.data)
    passes.resolve()
    assert (freeze(passes.pipeline), freeze(passes.document.data)) == before


def test_what_is_needed_is_found_in_order_of_first_use() -> None:
    passes = read_passes(EVERYTHING)
    resolution = passes.resolve()
    inputs = names_of(passes)
    assert inputs["deep"] == ["result", "chunks"]
    assert inputs["score-loop"] == ["chunks", "table"]
    edges = {call.name: found.dependencies for call, found in resolution.edges.items()}
    assert edges == {"plan": (), "score": ("plan",), "deep": ("plan", "score"), "tell-all": ("deep",)}
    assert [list(outputs) for outputs in resolution.forwarded.values()] == [["result"]]


def test_looking_a_name_up_adds_no_edge() -> None:
    text = f"""
    name: x
    tasks:
      a: {{run: echo, outputs: {{n: {{path: /tmp/n}}}}}}
      b: {{run: 'echo {LET}'}}
    """
    resolution = read_passes(text).resolve()
    assert [edges.dependencies for edges in resolution.edges.values()] == [(), ()]
    assert not resolution.inputs


def test_looking_a_name_up_adds_no_output() -> None:
    text = f"""
    name: x
    steps:
      - name: a
        for_each: {{items: [1, 2], parallelism: 1}}
        run: echo
        outputs: {{n: {{path: /tmp/n}}}}
      - {{name: b, run: 'echo {LET}'}}
    """
    resolution = read_passes(text).resolve()
    assert not resolution.forwarded
    assert not resolution.references


def test_an_unknown_name_is_left_out_and_the_rest_resolved() -> None:
    passes = read_passes("{name: x, steps: [{name: a, run: echo}, {name: b, run: 'echo {{a.result}} {{aa.result}}'}]}")
    resolution = passes.resolve()
    assert [diagnostic.code for diagnostic in passes.diagnostics] == ["unknown-reference"]
    (found,) = resolution.references.values()
    assert list(found) == ["a.result"]


def test_scopes_are_searched_from_the_inside_out() -> None:
    symbols = build_symbols(read_passes(EVERYTHING).pipeline)
    inner = next(template for template in symbols.templates if template.name == "inner")
    assert [level.name for level, _ in symbols.outwards(Scope(inner))] == ["inner", "deep", "main"]
    assert [via and via.name for _, via in symbols.outwards(Scope(inner))] == [None, "inner", "deep"]


def test_a_step_of_another_workflow_is_no_artifact_by_itself() -> None:
    passes = read_passes("""
    name: x
    steps:
      - {name: there, use: library/make}
      - {name: a, run: x, artifacts: {in: {f: {path: /f, from: "{{there}}"}}}}
    """)
    passes.resolve()
    assert [diagnostic.code for diagnostic in passes.diagnostics] == ["incomplete-reference"]
