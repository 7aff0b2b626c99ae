"""Programs that a team has changed, run for real."""

from __future__ import annotations

import json
from pathlib import Path

from .running import render, run_template
from .test_notebook import write_notebook

PIPELINE = """\
name: one
defaults: {image: jupyter}
steps:
  - {name: train, python: {file: jobs.py, function: train}, outputs: [size, model], artifacts: {out: {model: }}}
  - name: predict
    python: {file: jobs.py, function: predict}
    with: {size: "{{train.size}}"}
    artifacts: {in: {model: {from: "{{train.model}}"}}}
    outputs: [sum]
  - {name: show, notebook: {path: work.ipynb, kernel: python3}, outputs: [n]}
  - {name: plain, run: "echo 1 > /tmp/outputs/own", outputs: {own: /tmp/outputs/own}}
"""
CODE = "def train():\n    return 2, {1, 2}\ndef predict(size, model):\n    return size + sum(model)\n"


def test_one_file_moves_what_code_reads_and_writes(tmp_path: Path) -> None:
    overrides = tmp_path / "templates"
    (overrides / "code").mkdir(parents=True)
    text = '{% set directories = {"inputs": "/tmp/step/in", "outputs": "/tmp/step/out"} %}\n'
    (overrides / "code" / "directories.j2").write_text(text)
    (tmp_path / "jobs.py").write_text(CODE)
    (tmp_path / "work.ipynb").write_text(json.dumps(write_notebook(["n = 7"])))
    templates = {each["name"]: each for each in render(PIPELINE, tmp_path, None, overrides)}
    paths = {
        each["valueFrom"]["path"]
        for step in templates.values()
        for each in step.get("outputs", {}).get("parameters", [])
    }
    assert paths == {"/tmp/step/out/size", "/tmp/step/out/sum", "/tmp/step/out/n", "/tmp/outputs/own"}
    assert templates["train"]["outputs"]["artifacts"] == [{"name": "model", "path": "/tmp/step/out/model"}]
    assert templates["predict"]["inputs"]["artifacts"] == [{"name": "model", "path": "/tmp/step/in/model"}]
    assert run_template(templates["train"], tmp_path, {}).outputs == {"size": "2"}
    (tmp_path / "tmp/step/out").rename(tmp_path / "tmp/step/in")
    assert run_template(templates["predict"], tmp_path, {"size": "2"}).outputs == {"sum": "5"}
    assert run_template(templates["show"], tmp_path, {}).outputs == {"n": "7"}
    assert not (tmp_path / "tmp/outputs").exists()
