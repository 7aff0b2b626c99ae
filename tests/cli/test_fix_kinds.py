"""`argogen lint --fix`: each kind of fix, and diagnostics without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: a-}\n"
CONTAINER = "container: {image: 'busybox:1.36', command: [echo]}"
MANIFEST = f"{HEAD}spec:\n  entrypoint: main\n  templates:\n  - name: main\n    {CONTAINER}\n"
CRON = f"""\
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {{name: nightly}}
spec:
  schedule: "0 2 * * *"  # at night
  workflowSpec:
    entrypoint: main
    templates: [{{name: main, {CONTAINER}}}]
"""
PIPELINE = """\
name: a
defaults: {image: "busybox:1.36"}
parameters: {level: low, size: 3}
tasks:
  plan: {run: echo 1, outputs: {count: /tmp/n}}
  show: {needs: [plan], env: {A: "{{plan.count}}", B: "{{parameters.level}}", C: "{{parameters.size}}"}, run: env}
"""


def fix(run: Run, text: str) -> str:
    """Return the fixed text; a second run changes nothing."""
    Path("a.yaml").write_text(text, "utf-8")
    run("lint", "--fix", "a.yaml")
    fixed = Path("a.yaml").read_text("utf-8")
    assert "fixed" not in run("lint", "--fix", "a.yaml").err
    assert Path("a.yaml").read_text("utf-8") == fixed
    return fixed


PIPELINE_SLIPS = {
    "a reference to an output": ("{{plan.count}}", "{{plan.coutn}}"),
    "a reference to a parameter": ("{{parameters.level}}", "{{parameters.levle}}"),
    "a reference to a step": ("{{plan.count}}", "{{plann.count}}"),
    "a dependency": ("needs: [plan]", "needs: [paln]"),
    "a key of the pipeline": ("parameters:", "paramters:"),
    "a key of a task": ("outputs:", "otputs:"),
    "a key of the defaults": ("image:", "imge:"),
}


@pytest.mark.parametrize("name", PIPELINE_SLIPS)
def test_misspelled_names_in_pipelines(run: Run, name: str) -> None:
    right, wrong = PIPELINE_SLIPS[name]
    assert fix(run, PIPELINE.replace(right, wrong)) == PIPELINE


MANIFEST_SLIPS = {
    "a field of the workflow": ("entrypoint", "entrypont"),
    "a field of a container": ("command", "comand"),
    "a field in another style": ("entrypoint", "entry_point"),
    "a field of a list of templates": ("templates:", "tempaltes:"),
}


@pytest.mark.parametrize("name", MANIFEST_SLIPS)
def test_misspelled_fields_in_manifests(run: Run, name: str) -> None:
    right, wrong = MANIFEST_SLIPS[name]
    assert fix(run, MANIFEST.replace(right, wrong)) == MANIFEST


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("{{inputs.parameters.text}}", "{{inputs.parameters.txet}}"),
        ("{{workflow.parameters.text}}", "{{workflow.parameters.ttext}}"),
        ("{{workflow.name}}", "{{workflow.nmae}}"),
        ("{{workflow.name}}", "{{worklfow.name}}"),
    ],
)
def test_misspelled_references_in_manifests(run: Run, right: str, wrong: str) -> None:
    text = MANIFEST.replace("[echo]", f"[echo, '{right}']").replace("entrypoint", "arguments: PARAMETERS\n  entrypoint")
    text = text.replace("- name: main", "- name: main\n    inputs: PARAMETERS")
    text = text.replace("PARAMETERS", "{parameters: [{name: text, value: x}]}")
    assert fix(run, text.replace(right, wrong)) == text


@pytest.mark.parametrize(
    ("right", "wrong"), [("Always", "Alwyas"), ("IfNotPresent", "ifNotPresent"), ("Never", "never")]
)
@pytest.mark.parametrize("text", [MANIFEST, PIPELINE])
def test_misspelled_values(run: Run, text: str, right: str, wrong: str) -> None:
    old, new = ("command: [echo]", "command: [echo], imagePullPolicy: WORD")
    if text == PIPELINE:
        old, new = ("{run: echo 1", "{image_pull_policy: WORD, run: echo 1")
    given = text.replace(old, new)
    assert fix(run, given.replace("WORD", wrong)) == given.replace("WORD", right)


@pytest.mark.parametrize(
    ("written", "fixed"),
    [("5", '"5"'), ("1.10", '"1.10"'), ("true", '"true"'), ("0", '"0"'), ("-2.5", '"-2.5"')],
)
def test_numbers_that_argo_wants_as_strings(run: Run, written: str, fixed: str) -> None:
    for place in ("command: [echo, VALUE]", "command: [echo], env: [{name: A, value: VALUE}]"):
        text = MANIFEST.replace("command: [echo]", place)
        assert fix(run, text.replace("VALUE", written)) == text.replace("VALUE", fixed)


@pytest.mark.parametrize("written", ["0600", "0x1f", "1_000", "yes", ".5", "1e3"])
def test_numbers_that_have_several_readings_stay(run: Run, written: str) -> None:
    text = MANIFEST.replace("[echo]", f"[echo, {written}]")
    assert fix(run, text) == text


@pytest.mark.parametrize(("wrong", "right"), [("5 min", "5m"), ("90 s", "90s"), ("1 hour", "1h")])
def test_durations(run: Run, wrong: str, right: str) -> None:
    given = PIPELINE.replace("run: echo 1", "timeout: WORD, run: echo 1")
    assert fix(run, given.replace("WORD", wrong)) == given.replace("WORD", right)
    given = MANIFEST.replace("- name: main", "- name: main\n    timeout: WORD  # at most")
    assert fix(run, given.replace("WORD", wrong)) == given.replace("WORD", right)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("{{plan.count}} = 3", "{{plan.count}} == 3"),
        ("{{plan.count}} === 3", "{{plan.count}} == 3"),
        ("{{plan.count}} == 3 and {{parameters.size}} == 3", "{{plan.count}} == 3 && {{parameters.size}} == 3"),
    ],
)
def test_operators_in_conditions(run: Run, wrong: str, right: str) -> None:
    given = PIPELINE.replace("run: env", "when: 'WORD', run: env")
    assert fix(run, given.replace("WORD", wrong)) == given.replace("WORD", right)


@pytest.mark.parametrize("tag", ["{{ =plan.count + 'x'}}", "{{  =plan.count + 'x'}}", "{{\t=plan.count + 'x'}}"])
def test_spaces_before_expressions(run: Run, tag: str) -> None:
    given = PIPELINE.replace('"{{plan.count}}"', '"TAG"')
    assert fix(run, given.replace("TAG", tag)) == given.replace("TAG", "{{=plan.count + 'x'}}")


SYNCHRONIZED = CRON.replace('schedule: "0 2 * * *"', 'schedules: ["0 2 * * *"]').replace(
    "    entrypoint", "    synchronization: SYNCHRONIZATION\n    entrypoint"
)
BLOCK = """
      mutex:  # one
        # its name
        name: x
        namespace: team"""


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("{mutex: {name: x}}", "{mutexes: [{name: x}]}"),
        ("{semaphore: {configMapKeyRef: {name: a, key: b}}}", "{semaphores: [{configMapKeyRef: {name: a, key: b}}]}"),
        (BLOCK, BLOCK.replace("mutex", "mutexes").replace("  name: x", "- name: x")),
    ],
)
def test_deprecated_fields_whose_values_become_lists(run: Run, wrong: str, right: str) -> None:
    written, expected = (SYNCHRONIZED.replace("SYNCHRONIZATION", word) for word in (wrong, right))
    assert fix(run, written) == expected


def test_a_deprecated_schedule(run: Run) -> None:
    assert fix(run, CRON) == CRON.replace('schedule: "0 2 * * *"', 'schedules: ["0 2 * * *"]')


def test_a_removed_field_of_the_target_version(run: Run) -> None:
    Path("a.yaml").write_text(CRON, "utf-8")
    run("lint", "--fix", "a.yaml", "--argo-version", "4.0")
    assert Path("a.yaml").read_text("utf-8") == CRON.replace('schedule: "0 2 * * *"', 'schedules: ["0 2 * * *"]')


def test_a_deprecated_field_beside_its_replacement_stays(run: Run) -> None:
    text = CRON.replace("  workflowSpec", '  schedules: ["0 3 * * *"]\n  workflowSpec')
    assert fix(run, text) == text


@pytest.mark.parametrize(
    "text",
    [
        PIPELINE.replace("plan:", "plan-1:").replace("[plan]", "[plan-1]").replace("{{plan.", "{{plan-2."),
        PIPELINE.replace("{level: low", "{lavel: 1, level: low").replace("parameters.level", "parameters.lvel"),
        PIPELINE.replace("{image:", "{image: 'a:1', imge:"),
        MANIFEST.replace("command:", "commands: [x], command:"),
        f"{HEAD}spec:\n  entrypoint: main\n  entrypont: other\n  templates: [{{name: main, {CONTAINER}}}]\n",
    ],
)
def test_what_has_several_right_answers_or_none_stays(run: Run, text: str) -> None:
    assert fix(run, text) == text


def test_block_scalars_and_comments_with_tags_stay(run: Run) -> None:
    block = "run: |\n  key: {{parameters.level}}\n  - {{parameters.level}}\n# key: {{parameters.level}}\n"
    text = f"name: a\nimage: busybox:1.36\nparameters: {{level: low}}\nenv:\n  A: {{{{parameters.level}}}}\n{block}"
    assert fix(run, text) == text.replace("  A: {{parameters.level}}", '  A: "{{parameters.level}}"')


@pytest.mark.parametrize("prefix", ["  A: ", "  A:   ", "  A_B: "])
def test_quotes_around_tags(run: Run, prefix: str) -> None:
    text = f"name: a\nimage: busybox:1.36\nparameters: {{level: low}}\nenv:\n{prefix}TAG\nrun: env\n"
    assert fix(run, text.replace("TAG", "{{parameters.level}}")) == text.replace("TAG", '"{{parameters.level}}"')


def test_the_mode_of_a_file_stays(run: Run) -> None:
    path = Path("a.yaml")
    path.write_text(PIPELINE.replace("outputs", "otputs"), "utf-8")
    path.chmod(0o640)
    run("lint", "--fix", "a.yaml")
    assert (path.read_text("utf-8"), path.stat().st_mode & 0o777) == (PIPELINE, 0o640)


def test_a_linked_file_stays_a_link(run: Run) -> None:
    Path("real.yaml").write_text(PIPELINE.replace("outputs", "otputs"), "utf-8")
    Path("a.yaml").symlink_to("real.yaml")
    run("lint", "--fix", "a.yaml")
    assert (Path("a.yaml").is_symlink(), Path("real.yaml").read_text("utf-8")) == (True, PIPELINE)


def test_a_fix_of_the_notation_that_changes_the_manifest_is_not_written(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("a.yaml").write_text(CRON, "utf-8")
    monkeypatch.setattr("argogen.workspace.fixing.meaning._list_renamed", dict)
    done = run("lint", "--fix", "a.yaml")
    assert (Path("a.yaml").read_text("utf-8"), "fixed" in done.err) == (CRON, False)
