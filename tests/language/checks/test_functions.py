"""Functions and notebooks of steps, checked against their source."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import argogen

STEP = "name: p\nimage: python:3.13\npython: {{file: jobs/work.py, function: {function}{more}}}\n{arguments}{outputs}"


def check(
    folder: Path, source: str, function: str = "work", outputs: str = "", more: str = "", **given: int
) -> list[str]:
    """Return the messages for a pipeline whose function is in a file."""
    (folder / "jobs").mkdir()
    (folder / "jobs" / "work.py").write_text(source, "utf-8")
    arguments = f"parameters: {json.dumps(given)}\n" if given else ""
    written = f"outputs: {outputs}\n" if outputs else ""
    path = folder / "p.yaml"
    path.write_text(STEP.format(function=function, more=more, arguments=arguments, outputs=written))
    return [f"{each.code}: {each.message}" for each in argogen.render(path).diagnostics]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def plan(): pass", "no function 'work' in jobs/work.py"),
        ("class other:\n    def work(self): pass", "no function 'work' in jobs/work.py"),
        ("def outer():\n    def work(): pass", "no function 'work' in jobs/work.py"),
        ("if True:\n    def work(): pass", ""),
        ("try:\n    from fast import work\nexcept ImportError:\n    def work(): pass", ""),
        ("work = print", ""),
        ("from jobs import *", ""),
        ("class work: pass", ""),
        ("globals()['work'] = print", ""),
    ],
)
def test_the_function_exists(source: str, message: str, tmp_path: Path) -> None:
    assert check(tmp_path, source) == ([f"missing-function: {message}"] if message else [])


@pytest.mark.parametrize(
    ("source", "place"),
    [("def work(:\n  pass\n", "1:10"), ("x = 1\ndef work()\n    return 1\n", "2:10"), ("def work():\nreturn 1", "2:1")],
)
def test_a_syntax_error_is_reported_in_its_file(source: str, place: str, tmp_path: Path) -> None:
    check(tmp_path, source)
    (found,) = argogen.render(tmp_path / "p.yaml").diagnostics
    assert (found.code, Path(found.place.file).name) == ("invalid-python", "work.py")
    assert f"{found.place.line}:{found.place.column}" == place


@pytest.mark.parametrize(
    ("parameters", "messages"),
    [
        ("a, b=1", []),
        ("a, *, b", []),
        ("**given", []),
        ("a, b, *rest, c=1", []),
        ("a, b, c", ["missing-argument: missing argument 'c' of 'work' (jobs/work.py:1)"]),
        ("a, *, b, c", ["missing-argument: missing argument 'c' of 'work' (jobs/work.py:1)"]),
        ("a", ["unknown-argument: 'work' has no parameter 'b'"]),
        ("a, /, b", ["unknown-argument: 'work' does not accept 'a' by name: it is before '/' in its parameters"]),
        ("x, a, b, /, **more", [
            "missing-argument: missing argument 'x' of 'work' (jobs/work.py:1)",
            "unknown-argument: 'work' does not accept 'a' by name: it is before '/' in its parameters",
            "unknown-argument: 'work' does not accept 'b' by name: it is before '/' in its parameters",
        ]),
    ],
)  # fmt: skip
def test_the_arguments_fit_the_signature(parameters: str, messages: list[str], tmp_path: Path) -> None:
    assert sorted(check(tmp_path, f"def work({parameters}): return 1", a=1, b=2)) == messages


def test_a_lenient_call_drops_arguments_and_a_decorator_may_add_some(tmp_path: Path) -> None:
    assert check(tmp_path, "def work(a): return 1", more=", lenient: true", a=1, b=2) == []
    (tmp_path / "jobs" / "work.py").write_text("@task\ndef work(a): return 1")
    assert argogen.render(tmp_path / "p.yaml").diagnostics == ()


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("return 1, 2", ""),
        ("return [1, 2]", ""),
        ("return {'x': 1, 'y': 2, 'z': 3}", ""),
        ("return compute()", ""),
        ("raise NotImplementedError", ""),
        ("if a: return 1, 2\n    return result", ""),
        ("return (*rest, 1)", ""),
        ("return {**rest}", ""),
        ("return 1, 2, 3", "3 values"),
        ("return (1,)", "1 value"),
        ("return 5", "one value"),
        ("return {'x': 1}", "a mapping without 'y'"),
        ("print(1)", "nothing"),
        ("yield 1", "a generator"),
        ("def inner():\n        return 1, 2\n    inner()", "nothing"),
    ],
)
def test_literal_results_fit_the_outputs(body: str, found: str, tmp_path: Path) -> None:
    messages = check(tmp_path, f"def work():\n    {body}\n", outputs="[x, y]")
    assert len(messages) == bool(found)
    assert all(f"'work' returns {found} (jobs/work.py:" in message for message in messages)
    assert all(message.endswith("expected 2 values (x, y)") for message in messages)


@pytest.mark.parametrize(
    ("annotation", "is_wrong"),
    [("tuple[int, str]", False), ("tuple[int, ...]", False), ("dict[str, int]", False), ("Tuple[int, int, int]", True),
     ("typing.Tuple[int]", True), ("None", True)],
)  # fmt: skip
def test_annotations_fit_the_outputs(annotation: str, is_wrong: bool, tmp_path: Path) -> None:
    messages = check(tmp_path, f"def work() -> {annotation}:\n    return compute()\n", outputs="[x, y]")
    assert [message.partition(":")[0] for message in messages] == ["unexpected-result"] * is_wrong


def check_notebook(folder: Path, content: str) -> list[str]:
    (folder / "report.ipynb").write_text(content)
    (folder / "p.yaml").write_text("name: p\nimage: papermill:1\nnotebook: report.ipynb\nparameters: {shards: 1}\n")
    return [f"{each.code}: {each.message}" for each in argogen.render(folder / "p.yaml").diagnostics]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([{"metadata": {"tags": ["parameters"]}, "source": ["%matplotlib inline\n", "shards = 3\n"]}], ""),
        ([{"metadata": {"tags": ["parameters"]}, "source": "shards: int = 3"}], ""),
        ([{"metadata": {"tags": ["parameters"]}, "source": "shard = 3"}], "'report.ipynb' has no parameter 'shards'"),
        ([{"metadata": {}, "source": "shards = 3"}], "'report.ipynb' has no cell with the tag 'parameters'"),
    ],
)
def test_a_notebook_next_to_the_pipeline_has_the_parameters(cells: object, message: str, tmp_path: Path) -> None:
    found = check_notebook(tmp_path, json.dumps({"cells": cells, "nbformat": 4}))
    assert found == ([f"unknown-notebook-parameter: {message}"] if message else [])


@pytest.mark.parametrize("content", ["", "[]", '{"cells": 1}'])
def test_another_file_is_no_notebook(content: str, tmp_path: Path) -> None:
    assert check_notebook(tmp_path, content) == ["invalid-notebook: 'report.ipynb' is not a notebook"]


def test_a_notebook_of_the_image_is_not_checked(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("name: p\nimage: papermill:1\nnotebook: reports/other.ipynb\nparameters: {a: 1}\n")
    assert argogen.render(tmp_path / "p.yaml").diagnostics == ()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (
            "async def work(): pass",
            ["unexpected-result: 'work' is a coroutine function (jobs/work.py:1): it does not run"],
        ),
        ("def work(): pass", []),
        ("from jobs import run\n@run\nasync def work(): pass", []),
        ("async def other(): pass\nimport asyncio\ndef work(): asyncio.run(other())", []),
    ],
)
def test_a_coroutine_function_does_not_run(source: str, found: list[str], tmp_path: Path) -> None:
    assert check(tmp_path, source) == found
