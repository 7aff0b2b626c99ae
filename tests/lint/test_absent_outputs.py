"""What is reported about outputs of skipped and failed steps depends on the patch level of Argo."""

from __future__ import annotations

import pytest

from argogen.argo.versions import parse_version

from .linting import lint

STEPS = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: a-}
spec:
  entrypoint: main
  templates:
  - name: main
    steps:
    - - {name: maybe, template: give, when: "'{{workflow.name}}' == 'x'"}
    - - name: use
        template: take
        arguments: {parameters: [{name: o, value: "VALUE"}]}
  - name: give
    container: {image: "busybox:1.36", command: [touch, /tmp/o]}
    outputs: {parameters: [{name: o, valueFrom: {path: /tmp/oDEFAULT}}]}
  - name: take
    inputs: {parameters: [{name: oINPUT}]}
    container: {image: "busybox:1.36", command: [echo, "{{inputs.parameters.o}}"]}
"""
TASKS = (
    STEPS.replace("    steps:\n    - - ", "    dag:\n      tasks:\n      - ")
    .replace("    - - name: use\n        ", "      - name: use\n        depends: NEEDS\n        ")
    .replace("steps.maybe", "tasks.maybe")
)
FAILS = TASKS.replace(""", when: "'{{workflow.name}}' == 'x'\"""", "").replace("NEEDS", "maybe.Failed")


def check(text: str, version: str, default: str = "", value: str = "", intake: str = "") -> list[str]:
    name = "tasks" if "dag:" in text else "steps"
    value = value or f"{{{{{name}.maybe.outputs.parameters.o}}}}"
    text = text.replace("NEEDS", "maybe").replace("VALUE", value)
    text = text.replace("DEFAULT", default).replace("INPUT", intake)
    return [found.message for found in lint(text, argo_version=parse_version(version)) if "output-of" in found.code]


SKIPPED = "output 'o' has no value if 'maybe' is skipped"
WAITS = "the workflow waits forever"


@pytest.mark.parametrize(
    ("version", "steps", "tasks"),
    [
        ("3.6.10", "the tag is not replaced", "the tag is not replaced"),
        ("3.7.10", "the tag is not replaced", "the tag is not replaced"),
        ("3.7.11", WAITS, WAITS),
        ("3.7.14", WAITS, "it is an empty string"),
        ("3.7.16", "this step fails", "this step fails"),
        ("4.0.3", WAITS, WAITS),
        ("4.0.6", WAITS, "it is an empty string"),
        ("4.1", "this step fails", "this step fails"),
    ],
)
def test_a_skipped_step_without_a_default(version: str, steps: str, tasks: str) -> None:
    assert check(STEPS, version) == [f"{SKIPPED}; {steps} (version: {version})"]
    assert check(TASKS, version) == [f"{SKIPPED}; {tasks} (version: {version})"]


@pytest.mark.parametrize(
    ("version", "steps", "tasks"),
    [("3.7", "3.7.11 to 3.7.15", "3.7.11 to 3.7.12"), ("4.0", "4.0.2 to 4.0.6", "4.0.2 to 4.0.3")],
)
def test_the_patch_levels_of_a_minor_version_are_named(version: str, steps: str, tasks: str) -> None:
    assert check(STEPS, version) == [f"{SKIPPED}; from Argo {steps}, {WAITS}"]
    empty = steps.rpartition(" ")[2]
    assert check(TASKS, version) == [f"{SKIPPED}; from Argo {tasks}, {WAITS}, and to {empty}, it is an empty string"]


GUARDED = ("{{=NAME.maybe.outputs.parameters.o ?? 'x'}}", "{{=NAME.maybe?.outputs?.parameters?.o ?? 'x'}}")
ASKED = "{{=NAME.maybe.status == 'Succeeded' ? NAME.maybe.outputs.parameters.o : 'x'}}"


@pytest.mark.parametrize("value", [*GUARDED, ASKED])
@pytest.mark.parametrize(("text", "name"), [(STEPS, "steps"), (TASKS, "tasks")])
def test_operators_for_absent_values_have_no_effect_in_some_versions(value: str, text: str, name: str) -> None:
    def find(version: str) -> list[str]:
        return check(text, version, value=value.replace("NAME", name))

    assert find("3.7.10") == find("3.7.16") == find("4.1") == find("3.6") == []
    assert find("3.7.12") == [f"{SKIPPED}; {WAITS} (version: 3.7.12)"]
    assert len(find("3.7")) == len(find("3.7.15")) == len(find("4.0.6")) == 1


def test_a_value_that_an_expression_digs_for_is_not_required() -> None:
    value = "{{=sprig.dig('outputs', 'parameters', 'o', 'x', steps.maybe)}}"
    assert check(STEPS, "3.7.14", value=value) == []


@pytest.mark.parametrize(
    ("version", "since"), [("3.4", "3.7.16"), ("3.7", "3.7.16"), ("3.7.15", "3.7.16"), ("4.0", "4.0.7")]
)
def test_a_default_does_not_apply_yet(version: str, since: str) -> None:
    wanted = [f"{SKIPPED}; its default applies only since Argo {since}"]
    assert check(STEPS, version, ", default: x") == wanted
    assert check(TASKS, version, ", default: x") == wanted


@pytest.mark.parametrize("version", ["3.7.16", "3.7.18", "4.0.7", "4.1", "4.1.2"])
def test_a_default_applies(version: str) -> None:
    assert check(STEPS, version, ", default: x") == check(TASKS, version, ", default: x") == []


def test_the_default_of_an_input_applies_to_a_reference_alone() -> None:
    assert check(STEPS, "3.7.16", intake=", default: y") == []
    within = check(STEPS, "3.7.16", intake=", default: y", value="a {{steps.maybe.outputs.parameters.o}}")
    assert within == [f"{SKIPPED}; this step fails (version: 3.7.16)"]
    assert check(STEPS, "3.7.15", intake=", default: y") == [f"{SKIPPED}; {WAITS} (version: 3.7.15)"]


def test_a_condition_reads_the_output_before_the_step_is_skipped() -> None:
    condition = 'name: use\n        when: "{{steps.maybe.outputs.parameters.o}} == x"'
    wanted = f"{SKIPPED}; {WAITS} (version: 3.7.14)"
    assert check(STEPS.replace("name: use", condition), "3.7.14", value="x") == [wanted]


@pytest.mark.parametrize(
    ("version", "effect"),
    [
        ("3.7", f"; from Argo 3.7.11 on, {WAITS}"),
        ("3.7.10", "; the tag is not replaced (version: 3.7.10)"),
        ("3.7.16", f"; {WAITS} (version: 3.7.16)"),
    ],
)
def test_a_failed_task(version: str, effect: str) -> None:
    assert check(FAILS, version) == [
        f"'maybe' has no outputs here: this runs only if 'maybe' has not succeeded{effect}"
    ]
