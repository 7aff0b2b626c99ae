"""An internal error: exit code 3, one line, and a log file with the details."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest

from argogen import __version__
from argogen.engine.front_end import documents as preparation
from argogen.templating.environment import ManifestEnvironment
from tests.cli.conftest import GOOD, HELLO, Run, Tree, Write

LINE = re.compile(
    r"argogen: internal error \(LookupError: no such luck\): report it with the output of 'argogen doctor',"
    r" and attach (\S+)\n"
)


def test_one_line_and_a_log(run: Run, write: Write, tree: Tree, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise LookupError("no such luck")

    write({"a.yaml": GOOD, "logs/x": ""})
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "logs"))
    monkeypatch.setattr(preparation, "normalize_all", fail)
    done = run("render", "a.yaml", "-o", "out.yaml")
    assert (done.code, done.out) == (3, "")
    reported = LINE.fullmatch(done.err)
    assert reported, done.err
    log = Path(reported[1]).read_text("utf-8")
    assert log.startswith(f"argogen {__version__}, Python ")
    assert "arguments: ['render', 'a.yaml', '-o', 'out.yaml']" in log
    assert log.rstrip().endswith("LookupError: no such luck")
    assert "Traceback (most recent call last)" in log
    assert "out.yaml" not in tree()


TEMPLATE = '{% extends "argogen/constructs/container.yaml.j2" %}\n{% block head %}\n'


def test_an_error_of_argogen_in_a_template_of_a_team(
    run: Run, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise LookupError("no such luck")

    text = f"{TEMPLATE}name: ${{{{ template.name ~ 1 }}}}\n{{% endblock %}}\n"
    write({"a.yaml": GOOD, "logs/x": "", "ours/constructs/container.yaml.j2": text})
    assert run("render", "a.yaml", "--templates", "ours").code == 0
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "logs"))
    monkeypatch.setattr(ManifestEnvironment, "join_text", fail)
    done = run("render", "a.yaml", "--templates", "ours")
    assert (done.code, done.out) == (3, "")
    reported = LINE.fullmatch(done.err)
    assert reported, done.err
    assert "constructs/container.yaml.j2" in Path(reported[1]).read_text("utf-8")


def test_an_error_of_a_template_of_a_team(run: Run, write: Write) -> None:
    text = f"{TEMPLATE}name: ${{{{ 1 + template.name }}}}\n{{% endblock %}}\n"
    write({"a.yaml": GOOD, "ours/constructs/container.yaml.j2": text})
    done = run("render", "a.yaml", "--templates", "ours")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("ours/constructs/container.yaml.j2:3:1: error[template-error]: TypeError: unsupported")


def test_an_error_of_a_template_of_a_pack(run: Run, write: Write) -> None:
    project = "pipelines: pipelines/\ndefaults: {image: alpine:3.23}\npacks: {acme: {path: pack}}\n"
    text = f"{TEMPLATE}name: ${{{{ [1] | join(2) }}}}\n{{% endblock %}}\n"
    write({"argogen.yaml": project, "pipelines/hello.yaml": HELLO})
    write({"pack/argogen-pack.yaml": "name: acme\nversion: '1'\n"})
    write({"pack/templates/constructs/container.yaml.j2": text})
    done = run("render")
    assert (done.code, done.out) == (2, "")
    assert "pack/templates/constructs/container.yaml.j2:3:17: error[template-error]: separator of `join`" in done.err
