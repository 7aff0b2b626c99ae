"""Notebooks, run by the code that argogen writes for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .running import Outcome, render, run_template

PIPELINE = """\
name: one
defaults: {{image: jupyter}}
steps:
  - name: step
    notebook: {notebook}
    with: {arguments}
    outputs: {outputs}
"""


def run(folder: Path, cells: list[str], *, arguments: str = "{}", outputs: str = "[]", **inputs: str) -> Outcome:
    """Run a notebook of these cells, the first of which holds its parameters."""
    (folder / "work.ipynb").write_text(json.dumps(write_notebook(cells)), "utf-8")
    notebook = "{path: work.ipynb, kernel: python3}"
    text = PIPELINE.format(notebook=notebook, arguments=arguments, outputs=outputs)
    template = next(each for each in render(text, folder) if each["name"] == "step")
    return run_template(template, folder, inputs)


def write_notebook(cells: list[str], **metadata: Any) -> dict[str, Any]:
    """A notebook as older editors write it: its cells have no ids, and it has no kernel where none is given."""
    tags = [["parameters"], *([] for _ in cells[1:])]
    code: dict[str, Any] = {"cell_type": "code", "execution_count": None, "outputs": []}
    written = [{**code, "metadata": {"tags": tag}, "source": cell} for tag, cell in zip(tags, cells, strict=True)]
    return {"cells": written, "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}


def test_parameters_come_in_and_variables_go_out(tmp_path: Path) -> None:
    cells = ["n = 1\nname = ''", "print('working on', n)", "total = [n * 2, name]\nlabel = '5'\nflag = name == 'a'"]
    done = run(tmp_path, cells, arguments="{n: 0, name: ''}", outputs="[total, label, flag]", n="21", name='"a"')
    assert (done.code, done.outputs) == (0, {"total": '[42, "a"]', "label": '"5"', "flag": "true"})
    assert "working on 21" in done.logs
    executed = json.loads((tmp_path / "tmp" / "notebook.ipynb").read_text("utf-8"))
    assert "working on 21" in str(executed["cells"])


def test_an_exception_fails_the_step(tmp_path: Path) -> None:
    done = run(tmp_path, ["n = 1", "raise KeyError('lost')"], outputs="[n]")
    assert done.code == 1
    assert "KeyError" in done.logs


@pytest.mark.slow
def test_a_variable_that_is_not_there_fails_the_step(tmp_path: Path) -> None:
    done = run(tmp_path, ["n = 1"], outputs="[total]")
    assert done.code == 1
    assert "name 'total' is not defined" in done.logs


@pytest.mark.slow
def test_a_variable_may_have_the_name_of_a_part_of_the_code(tmp_path: Path) -> None:
    done = run(tmp_path, ["read = 5\nname = 'a'\nvalues = [1]"], outputs="[read, name, values]")
    assert (done.code, done.outputs) == (0, {"read": "5", "name": "a", "values": "[1]"})
