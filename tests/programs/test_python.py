"""The code that argogen writes around functions of the user's, run for real."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argogen.yaml.scalars import to_code_string

from .running import Outcome, render, run_template

PIPELINE = """\
name: one
defaults: {{image: python:3.12}}
steps:
  - name: step
    python: {function}
    with: {{{arguments}}}
    outputs: {outputs}
"""


def call(folder: Path, code: str, outputs: str = "[]", function: str = "jobs:work", **inputs: str) -> Outcome:
    """Call a function of the module `jobs` with these inputs."""
    (folder / "jobs.py").write_text(code, "utf-8")
    arguments = ", ".join(f"{name}: 0" for name in inputs)
    text = PIPELINE.format(function=function, arguments=arguments, outputs=outputs)
    template = next(each for each in render(text, folder) if each["name"] == "step")
    return run_template(template, folder, inputs)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("2.50", 2.5),
        ("true", True),
        ("null", None),
        ("hello world", "hello world"),
        ('"5"', "5"),
        ("", ""),
        ('{"a": ["5"]}', {"a": ["5"]}),
        ('["1", "b", "\\"5\\"", 2, [null, "x"], {"k": "1"}]', [1, "b", "5", 2, [None, "x"], {"k": "1"}]),
        ("$(HOME) `id` \"'\\\n{{x}}", "$(HOME) `id` \"'\\\n{{x}}"),
    ],
)
def test_arguments_arrive_with_their_types(tmp_path: Path, text: str, value: Any) -> None:
    done = call(tmp_path, "def work(x):\n    print(repr(x))", x=text)
    assert (done.code, done.logs) == (0, f"{value!r}\n")


@pytest.mark.parametrize(
    ("returned", "text"),
    [
        ("3", "3"),
        ("None", "null"),
        ("'https://example.com/ä'", "https://example.com/ä"),
        ("'5'", '"5"'),
        ("'line\\n'", '"line\\n"'),
        ("['5', 'a', 1, ['true']]", '["\\"5\\"", "a", 1, ["\\"true\\""]]'),
        ("{'a': ('5', None)}", '{"a": ["5", null]}'),
        ("__import__('datetime').date(2026, 1, 2)", '"2026-01-02"'),
    ],
)
def test_a_returned_value_becomes_the_output(tmp_path: Path, returned: str, text: str) -> None:
    done = call(tmp_path, f"def work():\n    return {returned}", "[x]")
    assert (done.code, done.outputs) == (0, {"x": text})


def test_numbers_and_arrays_of_numpy_become_outputs(tmp_path: Path) -> None:
    code = "import numpy\ndef work():\n    return numpy.int64(3), numpy.arange(3), {'mean': numpy.float32(0.5)}"
    done = call(tmp_path, code, "[count, items, stats]")
    assert (done.logs, done.outputs) == ("", {"count": "3", "items": "[0, 1, 2]", "stats": '{"mean": 0.5}'})


@pytest.mark.parametrize("returned", ["(1, 'b')", "[1, 'b']", "{'b': 'b', 'a': 1}"])
def test_several_values_come_in_order_or_by_name(tmp_path: Path, returned: str) -> None:
    assert call(tmp_path, f"def work():\n    return {returned}", "[a, b]").outputs == {"a": "1", "b": "b"}


def test_a_mapping_of_the_one_name_is_that_value(tmp_path: Path) -> None:
    assert call(tmp_path, "def work():\n    return {'a': 1}", "[a]").outputs == {"a": "1"}


def test_other_mappings_are_values(tmp_path: Path) -> None:
    assert call(tmp_path, "def work():\n    return {'b': 1}", "[a]").outputs == {"a": '{"b": 1}'}


def test_a_wrong_number_of_values_fails_the_step(tmp_path: Path) -> None:
    done = call(tmp_path, "def work():\n    return 1, 2, 3", "[a, b]")
    assert done.code == 1
    assert "expected 2 return values (a, b), got 3" in done.logs


def test_prints_are_logs_and_an_exception_fails_the_step(tmp_path: Path) -> None:
    done = call(tmp_path, "def work():\n    print('working')\n    raise KeyError('lost')", "[a]")
    assert (done.code, done.outputs) == (1, {})
    assert done.logs.startswith("working\nTraceback")
    assert done.logs.endswith("KeyError: 'lost'\n")


def test_what_has_no_form_as_json_fails_the_step(tmp_path: Path) -> None:
    done = call(tmp_path, "def work():\n    return {'f': open}", "[a]")
    assert done.code == 1
    assert "has no form as JSON" in done.logs


def test_a_function_may_have_the_name_of_a_part_of_the_code(tmp_path: Path) -> None:
    code = "def read(os):\n    return os"
    assert call(tmp_path, code, "[a]", "jobs:read", os="1").outputs == {"a": "1"}


def test_a_file_of_the_pipeline_is_called(tmp_path: Path) -> None:
    code = (
        "'''A module.'''\nfrom __future__ import annotations\nfrom dataclasses import asdict, dataclass\n"
        "@dataclass\nclass Part:\n    n: int\ndef work(n):\n    return [asdict(Part(i)) for i in range(n)]\n"
        "if __name__ == '__main__':\n    raise SystemExit('this is no program')\n"
    )
    done = call(tmp_path, code, "[parts]", "{file: jobs.py, function: work}", n="2")
    assert (done.logs, done.outputs) == ("", {"parts": '[{"n": 0}, {"n": 1}]'})


LENIENT = "{function: 'jobs:work', lenient: true}"


def test_a_lenient_call_passes_what_the_function_takes(tmp_path: Path) -> None:
    done = call(tmp_path, "def work(a, c=3):\n    return [a, c]", "[x]", LENIENT, a="1", b="2")
    assert (done.logs, done.outputs) == ("", {"x": "[1, 3]"})


def test_a_lenient_call_passes_everything_to_who_takes_it(tmp_path: Path) -> None:
    done = call(tmp_path, "def work(**all):\n    return all", "[x]", LENIENT, a="1", b="two")
    assert json.loads(done.outputs["x"]) == {"a": 1, "b": "two"}


def test_a_lenient_call_gives_the_types_that_the_function_asks_for(tmp_path: Path) -> None:
    code = (
        "class Model:\n    @classmethod\n    def model_validate(cls, value):\n        return ('model', value)\n"
        "def work(sha: str, rate: float, n: 'int', model: Model, bare: Model, other):\n"
        "    return repr((sha, rate, n, model, bare, other))\n"
    )
    given = {"sha": "1234567", "rate": "1", "n": '"7"', "model": '{"a": 1}', "bare": "3", "other": "1"}
    done = call(tmp_path, code, "[x]", LENIENT, **given)
    assert done.outputs["x"] == "('1234567', 1.0, 7, ('model', {'a': 1}), ('model', {'bare': 3}), 1)"


def test_what_a_function_asks_for_may_be_unknown(tmp_path: Path) -> None:
    done = call(tmp_path, "def work(n: 'Lost'):\n    return n", "[x]", LENIENT, n="1")
    assert (done.logs, done.outputs) == ("", {"x": "1"})


@pytest.mark.parametrize(("returned", "outputs"), [("{'x': 1}", ["x"]), ("(1,)", ["x"]), ("({'x': 1}, 2)", ["x", "y"])])
def test_a_lenient_call_gives_what_it_returns_by_position(tmp_path: Path, returned: str, outputs: list[str]) -> None:
    done = call(tmp_path, f"def work():\n    return {returned}", str(outputs), LENIENT)
    assert done.outputs == dict(zip(outputs, ["1" if returned == "(1,)" else '{"x": 1}', "2"], strict=False))


def test_a_strict_call_takes_no_other_arguments(tmp_path: Path) -> None:
    done = call(tmp_path, "def work(a):\n    return a", "[x]", a="1", b="2")
    assert done.code == 1
    assert "unexpected keyword argument 'b'" in done.logs


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def load_code() -> dict[str, Any]:
    """The functions that read and write values, as a step has them."""
    text = render(PIPELINE.format(function="jobs:work", arguments="", outputs="[x]"), Path())[1]["container"]["args"][0]
    scope: dict[str, Any] = {}
    exec(text[text.index("import json") : text.index("result =")].replace("from jobs", "# from jobs"), scope)
    return scope


CODE = load_code()


def put_down(value: Any) -> str:
    """Return a value as a string, in the form in which the code writes it."""
    quoted = CODE["quote"](value)
    return quoted if isinstance(quoted, str) else json.dumps(quoted, ensure_ascii=False)


@pytest.mark.slow
@given(VALUES)
def test_any_value_is_read_as_it_was_written(value: Any) -> None:
    assert CODE["read"](put_down(value)) == value


@pytest.mark.slow
@given(st.lists(VALUES))
def test_any_list_of_texts_as_argo_collects_them_is_read_as_the_list_of_values(values: list[Any]) -> None:
    assert CODE["read"](json.dumps([put_down(value) for value in values])) == values


@given(VALUES)
def test_a_value_in_the_pipeline_is_read_as_it_is_written_there(value: Any) -> None:
    if "{{" not in str(value):  # what Argo puts in place of a tag is known only when the code runs
        assert CODE["read"](to_code_string(value)) == value


def test_the_code_is_for_old_pythons_too() -> None:
    text = PIPELINE.format(function=LENIENT, arguments="a: 1", outputs="[x, y]")
    code = render(text, Path())[1]["container"]["args"][0]
    assert ast.parse(code, feature_version=(3, 7)).body
