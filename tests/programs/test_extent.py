"""A program has what its step needs, and nothing else: the usual one is short."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .running import read_program, render, run_template

SOURCE = "import json\nfrom statistics import mean\n\ndef work(**given):\n    return given.values()\n"
FILE = "python: {file: jobs.py, function: work}"
MODULE = 'python: "jobs:work"'


def render_step(folder: Path, step: str, source: str = SOURCE, others: str = "") -> dict[str, Any]:
    """Render a step of a pipeline, with its functions beside it."""
    (folder / "jobs.py").write_text(source, "utf-8")
    text = f"name: one\ndefaults: {{image: python:3.12}}\nsteps:\n{others}  - {{name: step, {step}}}\n"
    return next(each for each in render(text, folder) if each["name"] == "step")


def write(folder: Path, step: str, source: str = SOURCE, others: str = "") -> str:
    """Return the program of a step."""
    return read_program(render_step(folder, step, source, others))


@pytest.mark.parametrize("arguments", ["a: 1", "a: x, b: 2", "a: 1, b: 2, c: 3"])
@pytest.mark.parametrize("outputs", ["[]", "[x]", "[x, y]", "[x, y, z]"])
def test_a_usual_program_has_at_most_fifteen_lines(tmp_path: Path, arguments: str, outputs: str) -> None:
    program = write(tmp_path, f"{FILE}, with: {{{arguments}}}, outputs: {outputs}")
    assert len(program.splitlines()) <= 15
    assert max(map(len, program.splitlines())) <= 130


def test_a_call_without_values_is_a_call(tmp_path: Path) -> None:
    assert write(tmp_path, MODULE) == "from jobs import work as function\nfunction()\n"


def test_many_arguments_have_a_line_each(tmp_path: Path) -> None:
    program = write(tmp_path, f"{MODULE}, with: {{a: 1, b: 2, c: 3, d: 4}}")
    assert program.endswith(
        'function(\n    a=read(os.environ["ARG_a"]),\n'
        + "".join(f'    {name}=read(os.environ["ARG_{name}"]),\n' for name in "bcd")
        + ")\n"
    )


LOOP = "for_each: [a, b]"
OBJECT = 'artifacts: {in: {model: {from: "{{before.model}}"}}}'
BEFORE = "  - {name: before, python: 'jobs:work', artifacts: {out: {model: }}}\n"
EXTRAS = {
    "def read(": ["with: {a: 1}", "outputs: [x]"],
    "def quote(": ["outputs: [x]"],
    "def read_item(": [f"{LOOP}, with: {{a: '{{{{item}}}}'}}"],
    "def load(": [OBJECT],
    "pickle.dump(": ["artifacts: {out: {model: }}"],
    "def plain(": ["outputs: [x]"],
    "if len(values)": ["outputs: [x, y]"],
    "os.makedirs(": ["outputs: [x]", "artifacts: {out: {model: }}"],
}
STEPS = sorted({step for steps in EXTRAS.values() for step in steps})


@pytest.mark.parametrize("step", STEPS)
def test_each_extra_is_where_it_is_needed(tmp_path: Path, step: str) -> None:
    program = write(tmp_path, f"{MODULE}, {step}", others=BEFORE)
    needed = {extra for extra, steps in EXTRAS.items() if step in steps}
    if step == "outputs: [x, y]":
        needed |= {"def read(", "def quote(", "def plain(", "os.makedirs("}
    if LOOP in step:
        needed |= {"def read("}
    assert {extra for extra in EXTRAS if extra in program} == needed


@pytest.mark.parametrize(
    ("step", "extra"),
    [
        ("python: {function: 'jobs:work', lenient: true}, with: {a: 1}", "inspect.signature"),
        ("python: {function: 'jobs:work', get: {/mnt: [a]}}", "def copy("),
        ("python: {function: 'jobs:work', put: {/mnt: [a]}}", "def copy("),
        (FILE, "runpy.run_path"),
    ],
)
def test_other_extras_are_where_they_are_asked_for(tmp_path: Path, step: str, extra: str) -> None:
    assert extra in write(tmp_path, step)
    assert extra not in write(tmp_path, f"{MODULE}, with: {{a: 1}}, outputs: [x]")


@pytest.mark.parametrize(
    "step", [*STEPS, "python: {function: 'jobs:work', lenient: true, get: {/mnt: [a]}}, with: {a: 1}"]
)
def test_no_part_looks_like_a_tag(tmp_path: Path, step: str) -> None:
    program = write(tmp_path, step if "python:" in step else f"{FILE}, {step}", others=BEFORE)
    assert "{{" not in program
    assert "}}" not in program


@pytest.mark.parametrize("source", [SOURCE, "def work(a): return a\n"])
@pytest.mark.parametrize("step", [FILE, "python: {code: CODE, function: work}"])
def test_conversions_are_left_out_where_the_source_needs_none(tmp_path: Path, step: str, source: str) -> None:
    written = step.replace("CODE", repr(source).replace("'", '"'))
    assert "plain" not in write(tmp_path, f"{written}, with: {{a: 1}}, outputs: [x]", source)


def test_conversions_are_there_where_the_source_may_need_them(tmp_path: Path) -> None:
    source = "from datetime import date\ndef work():\n    return {'day': date(2026, 1, 2)}\n"
    template = render_step(tmp_path, f"{FILE}, outputs: [x]", source)
    assert run_template(template, tmp_path, {}).outputs == {"x": '{"day": "2026-01-02"}'}


def test_conversions_are_there_for_parts_of_an_object(tmp_path: Path) -> None:
    assert "plain" in write(tmp_path, f"{FILE}, {OBJECT}, outputs: [x]", others=BEFORE)


def test_a_value_without_a_form_as_json_fails_the_step_without_conversions_too(tmp_path: Path) -> None:
    template = render_step(tmp_path, f"{FILE}, outputs: [x]", "def work():\n    return {1, 2}\n")
    done = run_template(template, tmp_path, {})
    assert done.code == 1
    assert "set is not JSON serializable" in done.logs
