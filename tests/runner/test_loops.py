"""Loops: items, names of nodes, aggregated outputs."""

from __future__ import annotations

import pytest

from argogen.argo.evaluation.golang.encoding.json_errors import explain_invalid_json
from argogen.runner.execution import Job, Outcome
from argogen.runner.model.items import build_item_values, name_item
from argogen.runner.model.json_text import compact, split_list, split_object
from argogen.runner.model.sequences import SequenceError, expand_sequence, format_number

from .running import POD, by_path, run_spec, show

SHOW = f"- {{name: show, inputs: {{parameters: [{{name: v}}]}}, {POD}}}"


def loop(items: str, value: str = "{{item}}") -> str:
    argument = f"arguments: {{parameters: [{{name: v, value: '{value}'}}]}}"
    return f"""
    entrypoint: main
    templates:
    - name: main
      steps:
      - - {{name: a, template: show, {argument}, {items}}}
    {SHOW}
    """


def test_each_item_has_a_node() -> None:
    run = run_spec(loop("withItems: [x, 1.0, true, null, {b: 1, a: (z)}, [1, q]]"))
    nodes = by_path(run)
    assert [path for path in show(run) if path.startswith("[0].")] == [
        "[0].a(0:x)", "[0].a(1:1)", "[0].a(2:true)", "[0].a(3:[])", "[0].a(4:a:z,b:1)", "[0].a(5:[1 q])",
    ]  # fmt: skip
    assert nodes["[0].a(4:a:z,b:1)"].inputs == {"v": '{"a":"(z)","b":1}'}
    assert (nodes["[0].a(1:1)"].item, nodes["[0].a(1:1)"].index) == ("1", 1)
    assert nodes["[0].a(0:x)"].step == "a"


def test_a_list_of_json_keeps_its_spelling() -> None:
    run = run_spec(loop("""withParam: '[1.50, "q\\"q", {"k": 1e3}]'""", "{{item}}"))
    assert [node.inputs["v"] for node in run.nodes if node.index is not None] == ["1.50", 'q\\"q', '{"k":1e3}']


def test_a_sequence_counts_down() -> None:
    assert list(expand_sequence({"start": 2, "end": "0"})) == ['"2"', '"1"', '"0"']
    assert list(expand_sequence({"count": -1})) == ['"0"', '"-1"', '"-2"']
    assert list(expand_sequence({"count": "0"})) == []
    assert list(expand_sequence({"count": 2, "start": 5, "format": "n%03d"})) == ['"n005"', '"n006"']
    with pytest.raises(SequenceError, match=r'strconv\.Atoi: parsing "x": invalid syntax'):
        expand_sequence({"count": "x"})


@pytest.mark.parametrize(
    ("pattern", "written"),
    [("%d", "-7"), ("%5d|", "   -7|"), ("%-5d|", "-7   |"), ("%05d", "-0007"), ("%x%%", "-7%"),
     ("a", "a%!(EXTRA int=-7)"),
     ("%s", "%!s(int=-7)"), ("%d %d", "-7 %!d(MISSING)"), ("%.3d", "-007"), ("%[1]d%[1]x", "-7-7"),
     ("%[2]d", "%!d(BADINDEX)"), ("%#x", "-0x7"), ("%O", "-0o7"), ("%c", "\ufffd"), ("%T", "int"),
     ("%", "%!(NOVERB)%!(EXTRA int=-7)")],
)  # fmt: skip
def test_numbers_are_formatted_as_in_go(pattern: str, written: str) -> None:
    assert format_number(pattern, -7) == written


@pytest.mark.parametrize(
    ("pattern", "written"), [("%c", "A"), ("%3c", "  A"), ("%q", "'A'"), ("%U", "U+0041"), ("%#o", "0101")]
)
def test_numbers_are_formatted_as_characters(pattern: str, written: str) -> None:
    assert format_number(pattern, 65) == written


@pytest.mark.parametrize("kind", ["steps: [[", "dag: {tasks: ["])
def test_a_sequence_without_end_is_reported(kind: str) -> None:
    body = f"{kind}{{name: a, template: p, withSequence: {{count: 1000000000}}}}{']]' if 'steps' in kind else ']}'}"
    run = run_spec(f"entrypoint: main\ntemplates:\n- {{name: main, {body}}}\n- {{name: p, {POD}}}\n")
    assert run.phase == "Running"
    assert [blockage.reason for blockage in run.blockages] == ["the sequence has more than 200,000 items"]


def test_a_loop_without_items_is_skipped() -> None:
    run = run_spec(loop("withParam: '[]'"))
    assert (run.phase, by_path(run)["[0].a"].message) == ("Succeeded", "Skipped, empty params")


def test_an_invalid_list_fails_the_group() -> None:
    run = run_spec(loop("withParam: 'a,b'"))
    message = (
        "withParam value could not be parsed as a JSON list: a,b: invalid character 'a' looking for beginning of value"
    )
    assert (run.phase, run.message, show(run)["[0]"]) == ("Failed", message, "StepGroup Error")


def test_outputs_are_collected_in_the_order_of_items() -> None:
    def answer(job: Job) -> Outcome:
        value = job.inputs["v"]
        return Outcome(result=f'{{"b": {value}, "a": 1.50}}', parameters={"o": f"[{value}]"}, duration=9 - int(value))

    run = run_spec(
        f"""
        entrypoint: main
        templates:
        - name: main
          dag:
            tasks:
            - name: a
              template: make
              arguments: {{parameters: [{{name: v, value: "{{{{item}}}}"}}]}}
              when: "{{{{item}}}} != 2"
              withItems: [3, 2, 1]
            - name: b
              template: show
              depends: a
              arguments:
                parameters: [{{name: v, value: '{{{{tasks.a.outputs.result}}}} {{{{tasks.a.outputs.parameters.o}}}}'}}]
        - name: make
          inputs: {{parameters: [{{name: v}}]}}
          {POD}
          outputs: {{parameters: [{{name: o, valueFrom: {{path: /o}}}}]}}
        {SHOW}
        """,
        lambda job: answer(job) if job.step == "a" else Outcome(),
    )
    assert by_path(run)[".b"].inputs == {"v": '[{"b":3,"a":1.50},{"b":1,"a":1.50}] [[3],[1]]'}
    assert by_path(run)[".a(1:2)"].phase == "Skipped"


def test_results_that_are_not_json_are_an_error() -> None:
    spec = f"""
    entrypoint: main
    templates:
    - name: main
      steps:
      - - {{name: a, template: show, arguments: {{parameters: [{{name: v, value: x}}]}}, withItems: [1]}}
      - - {{name: b, template: show, arguments: {{parameters: [{{name: v, value: "{{{{steps.a.outputs.result}}}}"}}]}}}}
    {SHOW}
    """
    run = run_spec(spec, lambda _: Outcome(result="text"))
    cause = "invalid character 'e' in literal true (expecting 'r')"
    assert (run.phase, run.message) == ("Error", f"error in entry template execution: {cause}")


def test_results_that_are_not_json_are_an_error_of_all_tasks_after_them() -> None:
    spec = f"""
    entrypoint: main
    templates:
    - name: main
      dag:
        failFast: false
        tasks:
        - {{name: a, template: t, withItems: [1]}}
        - name: b
          template: t
          depends: a
          hooks: {{exit: {{template: t, expression: "tasks.a.outputs.result != ''"}}}}
        - {{name: c, template: t, depends: b.Errored || b.Failed}}
        - {{name: d, template: t}}
    - name: t
      {POD}
    {SHOW}
    """
    run = run_spec(spec, lambda _: Outcome(result="text"))
    cause = "invalid character 'e' in literal true (expecting 'r')"
    assert (run.phase, run.message) == ("Error", f"error in entry template execution: {cause}")
    nodes = by_path(run)
    assert [(nodes[path].phase, nodes[path].message) for path in (".b", ".c")] == [("Error", cause)] * 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hello", "'h' looking for beginning of value"),
        ("1 2", "'2' after top-level value"),
        ("[1 2]", "'2' after array element"),
        ('{"a" 1}', "'1' after object key"),
        ("{a}", "'a' looking for beginning of object key string"),
        ('{"a":1 "b"}', "'\"' after object key:value pair"),
        ("-x", "'x' in numeric literal"),
        ("'a'", "'\\'' looking for beginning of value"),
        ("1.x", "'x' after decimal point in numeric literal"),
        ("[1,]", "']' looking for beginning of value"),
        ("01", "'1' after top-level value"),
    ],
)
def test_invalid_json_is_explained_as_in_go(text: str, message: str) -> None:
    assert explain_invalid_json(text) == f"invalid character {message}"


def test_incomplete_json_is_explained_as_in_go() -> None:
    assert {explain_invalid_json(text) for text in ("", "nul", "[1", '{"a":')} == {"unexpected end of JSON input"}
    assert explain_invalid_json('["a", {"b": []}]') == ""


def test_json_is_split_without_changing_its_spelling() -> None:
    assert split_list('[ 1.50, "a b" , {"x" : [1, 2]} ]') == ["1.50", '"a b"', '{"x":[1,2]}']
    assert split_object('{"b":1,"a":{"c":"}"}}') == {"b": "1", "a": '{"c":"}"}'}
    assert compact(' {"a" : "b c" } ') == '{"a":"b c"}'
    assert split_list("null") == []


def test_parentheses_are_removed_from_names() -> None:
    values, description = build_item_values('"f(x)"')
    assert values == {"item": "f(x)"}
    assert name_item("a", 3, description) == "a(3:fx)"
