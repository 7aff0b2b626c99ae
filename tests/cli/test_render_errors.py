"""Render refuses what certainly fails, as the project, its packs and comments configure it."""

from __future__ import annotations

import pytest

from .conftest import Run, Write

HEAD = "name: p\ndefaults: {image: alpine:3.23}\nsteps:\n  - {name: a, run: echo}\n"
# A step, and the code and the name of the rule that it violates.
STEPS = {
    "a dot in a condition": ("{name: b, run: echo, when: a.result == 1}", "AG201", "invalid-expression"),
    "an operator": ("{name: b, run: echo, when: \"'{{a.result}}' = '1'\"}", "AG201", "invalid-expression"),
    "a function": ("{name: b, run: \"echo {{=toUper('x')}}\"}", "AG202", "unknown-function"),
    "an image": ("{name: b, run: echo, image: Alpine}", "AG307", "invalid-image"),
    "a variable": ("{name: b, run: echo, env: {'a=b': x}}", "AG306", "invalid-env-var"),
    "a label": ("{name: b, run: echo, labels: {a: b c}}", "AG305", "invalid-label"),
    "a quantity": (
        "{name: b, run: echo, resources: {requests: {cpu: 2}, limits: {cpu: 1}}}",
        "AG303",
        "invalid-quantity",
    ),
    "a sequence": (
        "{name: b, run: echo, for_each: {sequence: {count: 3, format: '%s'}}}",
        "AG313",
        "invalid-sequence-format",
    ),
    "a mutex": (
        "{name: b, run: echo, synchronization: {mutexes: [{namespace: x}]}}",
        "AG316",
        "invalid-synchronization",
    ),
}


@pytest.mark.parametrize(("step", "code", "name"), STEPS.values(), ids=STEPS)
def test_render_refuses_what_fails(run: Run, write: Write, step: str, code: str, name: str) -> None:
    write({"p.yaml": f"{HEAD}  - {step}\n"})
    done = run("render", "p.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("p.yaml:5:")
    assert f"error[{code} {name}]" in done.err


@pytest.mark.parametrize(("step", "code", "name"), STEPS.values(), ids=STEPS)
def test_a_comment_suppresses_it(run: Run, write: Write, step: str, code: str, name: str) -> None:
    write({"p.yaml": f"{HEAD}  - {step}  # argogen: ignore[{code}]\n"})
    done = run("render", "p.yaml")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("apiVersion: argoproj.io/v1alpha1")


@pytest.mark.parametrize(("step", "code", "name"), STEPS.values(), ids=STEPS)
@pytest.mark.parametrize("lint", ["ignore: [{code}]", "ignore: [{name}]", "paths: {{p.yaml: {{ignore: [{code}]}}}}"])
def test_a_project_ignores_it(run: Run, write: Write, step: str, code: str, name: str, lint: str) -> None:
    settings = lint.format(code=code, name=name)
    write({"argogen.yaml": f"pipelines: p.yaml\nlint: {{{settings}}}\n", "p.yaml": f"{HEAD}  - {step}\n"})
    assert run("render").code == 0


def test_a_project_makes_it_a_warning(run: Run, write: Write) -> None:
    write({"argogen.yaml": "pipelines: p.yaml\nlint: {severities: {AG307: warning}}\n"})
    write({"p.yaml": f"{HEAD}  - {STEPS['an image'][0]}\n"})
    done = run("render")
    assert done.code == 0
    assert "p.yaml:5:" in done.err
    assert "warning[AG307 invalid-image]" in done.err


def test_a_pack_ignores_it(run: Run, write: Write) -> None:
    write(
        {
            "argogen.yaml": "pipelines: p.yaml\npacks: {own: {path: own}}\n",
            "p.yaml": f"{HEAD}  - {STEPS['an image'][0]}\n",
        }
    )
    write({"own/argogen-pack.yaml": "name: own\nversion: '1'\nlint: {ignore: [invalid-image]}\n"})
    assert run("render").code == 0
    write({"own/argogen-pack.yaml": "name: own\nversion: '1'\n"})
    assert run("render").code == 2


def test_warnings_are_reported_by_lint_alone(run: Run, write: Write) -> None:
    write({"p.yaml": "name: p\ndefaults: {image: alpine}\nsteps: [{name: a, when: \"'a' == 'b'\", run: echo}]\n"})
    done = run("render", "p.yaml")
    assert (done.code, done.err) == (0, "")
    assert run("lint", "p.yaml").code == 1


@pytest.mark.parametrize(
    ("field", "code"), [("when: a b", "AG201"), ("withSequence: {count: '1', format: '%s'}", "AG313")]
)
def test_an_imported_manifest_keeps_its_errors(run: Run, write: Write, field: str, code: str) -> None:
    head = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: a-}\nspec:\n  entrypoint: main\n"
    steps = f"    steps: [[{{name: one, template: leaf, {field}}}]]\n"
    leaf = "  - name: leaf\n    container: {image: 'busybox:1.36', command: [echo]}\n"
    write({"a.yaml": f"{head}  templates:\n  - name: main\n{steps}{leaf}"})
    assert run("import", "a.yaml", "-o", "p.yaml").code == 1
    done = run("render", "p.yaml")
    assert done.code == 2
    assert f"error[{code}" in done.err
