"""Objects that go from function to function as artifacts, files that go with them, and code in the pipeline itself."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

from .running import Outcome, render, run_template

PIPELINE = """\
name: one
defaults: {{image: python:3.12}}
steps:
  - {{name: before, python: "jobs:model", artifacts: {{out: {{model: }}}}}}
  - {{name: step, {step}}}
"""


def run(folder: Path, step: str, code: str = "", **inputs: str) -> Outcome:
    """Run a step whose functions are in the module `jobs`."""
    (folder / "jobs.py").write_text(code, "utf-8")
    template = next(each for each in render(PIPELINE.format(step=step), folder) if each["name"] == "step")
    return run_template(template, folder, inputs)


def read_object(folder: Path, name: str) -> Any:
    """An object that a step has given."""
    return pickle.loads((folder / "tmp" / "outputs" / name).read_bytes())


def test_an_object_comes_in_by_name(tmp_path: Path) -> None:
    inputs = tmp_path / "tmp" / "inputs"
    inputs.mkdir(parents=True)
    (inputs / "model").write_bytes(pickle.dumps({1, 2}))
    step = 'python: "jobs:work", outputs: [n], artifacts: {in: {model: {from: "{{before.model}}"}}}'
    done = run(tmp_path, step, "def work(model):\n    return sum(model)")
    assert (done.logs, done.outputs) == ("", {"n": "3"})


def test_a_returned_object_goes_out_alone(tmp_path: Path) -> None:
    done = run(tmp_path, 'python: "jobs:work", artifacts: {out: {model: }}', "def work():\n    return {1, 2}")
    assert (done.logs, done.outputs) == ("", {})
    assert read_object(tmp_path, "model") == {1, 2}


@pytest.mark.parametrize("returned", ["(1, {2}, 3)", "{'b': 3, 'model': {2}, 'a': 1}"])
def test_objects_and_values_go_out_in_order_or_by_name(tmp_path: Path, returned: str) -> None:
    step = 'python: "jobs:work", outputs: [a, model, b], artifacts: {out: {model: }}'
    done = run(tmp_path, step, f"def work():\n    return {returned}")
    assert (done.logs, done.outputs) == ("", {"a": "1", "b": "3"})
    assert read_object(tmp_path, "model") == {2}


def test_code_of_the_pipeline_is_called(tmp_path: Path) -> None:
    code = '"def work(n):\\n    return [n] * 2\\n"'
    step = f"python: {{code: {code}, function: work}}, with: {{n: 0}}, outputs: [x]"
    done = run(tmp_path, step, n="21")
    assert (done.logs, done.outputs) == ("", {"x": "[21, 21]"})


def test_files_are_copied_with_their_folders(tmp_path: Path) -> None:
    for name in ("data/a.csv", "data/deep/b.csv", "data/c.txt"):
        file = tmp_path / "tmp" / "store" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name, "utf-8")
    code = "import glob\ndef work():\n    return sorted(glob.glob('data/**', recursive=True))"
    files = "get: {/tmp/store: ['data/**/*.csv']}, put: {/tmp/kept: ['data/**/*', jobs.py]}"
    done = run(tmp_path, f"python: {{function: 'jobs:work', {files}}}, outputs: [found]", code)
    assert (done.logs, done.outputs) == ("", {"found": '["data/", "data/a.csv", "data/deep", "data/deep/b.csv"]'})
    kept = tmp_path / "tmp" / "kept"
    copied = {str(file.relative_to(kept)) for file in kept.rglob("*.*")}
    assert copied == {"data/a.csv", "data/deep/b.csv", "jobs.py"}


def test_a_pattern_that_matches_nothing_fails_the_step(tmp_path: Path) -> None:
    done = run(tmp_path, "python: {function: 'jobs:work', put: {/tmp/kept: ['*.csv']}}", "def work(): pass")
    assert done.code == 1
    assert f"no file in {tmp_path} matches *.csv" in done.logs


FILE = """\
from __future__ import annotations
from dataclasses import dataclass
from multiprocessing import get_context
COUNT = 1
@dataclass
class Model:
    size: int
def double(n):
    return n * 2
def train():
    global COUNT
    COUNT += 1
    return Model(COUNT)
def predict(model):
    with get_context("fork").Pool(1) as pool:
        return pool.map(double, [model.size])
"""
STEPS = """\
name: one
defaults: {image: python:3.12}
steps:
  - {name: train, python: {file: jobs.py, function: train}, artifacts: {out: {model: }}}
  - name: predict
    python: {file: jobs.py, function: predict}
    artifacts: {in: {model: {from: "{{train.model}}"}}}
    outputs: [sizes]
"""


def test_an_object_of_a_class_of_the_file_goes_from_step_to_step(tmp_path: Path) -> None:
    (tmp_path / "jobs.py").write_text(FILE, "utf-8")
    templates = {each["name"]: each for each in render(STEPS, tmp_path)}
    assert run_template(templates["train"], tmp_path, {}).logs == ""
    (tmp_path / "tmp" / "outputs").rename(tmp_path / "tmp" / "inputs")
    done = run_template(templates["predict"], tmp_path, {})
    assert (done.logs, done.outputs) == ("", {"sizes": "[4]"})
