"""Templates of teams that do not end, or grow: each is stopped in the process itself, and told with its place."""

from __future__ import annotations

import pytest

from argogen.templating import budget
from tests.cli.conftest import HELLO, Run, Write

EXTENDS = '{% extends "argogen/constructs/container.yaml.j2" %}\n{% block settings %}\n'
LOOP = "{% for a in range(100000) %}"
ENDLESS = {
    "loops": f"{LOOP}{LOOP}{{% endfor %}}{{% endfor %}}",
    "macros": "{% macro m(n) %}{% if n %}${{ m(n - 1) }}${{ m(n - 1) }}{% endif %}{% endmacro %}${{ m(60) }}",
    "recursive loop": "{% for a in [1] recursive %}${{ loop([1, 1]) }}{% endfor %}",
    "slow filters": f"{LOOP}{{% set x = range(100000) | list | sort | reverse | list %}}{{% endfor %}}",
}
DOUBLED = "{% set ns = namespace(x='aaaaaaaa') %}{% for i in range(60) %}"
LARGE = {
    "product of a string": "name: ${{ 'x' * 10000000000 }}",
    "product of a list": "{% set x = [1] * 10000000000 %}",
    "power": "a: ${{ 9 ** 999999999 }}",
    "width": "a: ${{ 'x' | center(10000000000) }}",
    "width of a method": "a: ${{ 'x'.ljust(10000000000) }}",
    "indent": "a: ${{ 'x' | indent(10000000000, true) }}",
    "format": "a: ${{ '%10000000000d' % 1 }}",
    "replace": "{% set x = 'a' * 1000000 %}a: ${{ x.replace('a', x) }}",
    "filter replace": "{% set x = 'a' * 1000000 %}a: ${{ x | replace('a', x) }}",
    "sums": f"{DOUBLED}{{% set ns.x = ns.x + ns.x %}}{{% endfor %}}a: 1",
    "joined": f"{DOUBLED}{{% set ns.x = ns.x ~ ns.x %}}{{% endfor %}}a: 1",
}


def write_override(write: Write, text: str) -> None:
    write({"f.yaml": f"image: b\n{HELLO}", "t/constructs/container.yaml.j2": f"{EXTENDS}{text}\n{{% endblock %}}\n"})


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS)
def test_a_template_that_does_not_end(run: Run, write: Write, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(budget, "SECONDS", 0.5)
    monkeypatch.setattr(budget, "MAX_STEPS", 100_000)
    write_override(write, text)
    done = run("render", "f.yaml", "--templates", "t")
    assert done.code == 2
    assert "error[template-error]" in done.err
    assert "t/constructs/container.yaml.j2" in done.err or "nested" in done.err


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_a_value_that_is_too_large(run: Run, write: Write, text: str) -> None:
    write_override(write, text)
    done = run("render", "f.yaml", "--templates", "t")
    assert (done.code, "error[template-error]" in done.err) == (2, True), done.err
    assert "exceeds" in done.err or "width must be at most" in done.err


@pytest.mark.parametrize("key", ["templates: t\n", ""])
def test_templates_of_a_pipeline_and_of_a_project(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setattr(budget, "MAX_STEPS", 10_000)
    write_override(write, ENDLESS["loops"])
    write({"f.yaml": f"image: b\n{key}{HELLO}"})
    if not key:
        write({"argogen.yaml": "pipelines: f.yaml\ntemplates: t\n"})
    done = run("render", *(["f.yaml"] if key else []))
    assert (done.code, "rendering takes more than 10,000 steps" in done.err) == (2, True)


def test_output_that_is_too_large(run: Run, write: Write) -> None:
    write_override(
        write, "labels:\n{% for i in range(50000) %}\n  a${{ i }}: ${{ i }}" + "#" * 1_000 + "\n{% endfor %}"
    )
    done = run("render", "f.yaml", "--templates", "t")
    assert (done.code, "templates render more than 32 MiB" in done.err) == (2, True)


def test_usual_templates_are_rendered(run: Run, write: Write) -> None:
    text = "activeDeadlineSeconds: ${{ [1, 2, 3] | sum * 10 }}\n{% for n in range(3) %}{% if loop.last %}\n"
    write_override(write, f"{text}priorityClassName: ${{{{ 'a' * 3 ~ loop.length }}}}\n{{% endif %}}{{% endfor %}}")
    done = run("render", "f.yaml", "--templates", "t")
    assert (done.code, "activeDeadlineSeconds: 60" in done.out, "priorityClassName: aaa3" in done.out) == (
        0,
        True,
        True,
    )


def test_isolation_on_request(run: Run, write: Write) -> None:
    write({"f.yaml": f"image: b\n{HELLO}"})
    assert run("render", "f.yaml", "--isolate").out == run("render", "f.yaml").out != ""
