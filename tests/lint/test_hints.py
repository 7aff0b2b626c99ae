"""Hints name the keys of a pipeline in a pipeline, and the fields of Argo in a manifest."""

from __future__ import annotations

import pytest

from argogen.linter.selection import RuleConfig

from .linting import lint

HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: v-}\nspec:\n  entrypoint: main\n"
POD = "  templates:\n  - name: main\n    container: {image: 'alpine:3.23', command: [echo]%s}\n"
STEPS = """\
  templates:
  - name: main
    steps:
    - - {name: a, template: s, when: "1 == 2"}
    - - {name: b, template: s, arguments: {parameters: [{name: v, value: "{{steps.a.outputs.result}}"}]}}
  - name: s
    inputs: {parameters: [{name: v, default: x}]}
    script: {image: 'alpine:3.23', command: [sh], source: 'echo "$0"'}
"""
PIPELINE = "name: main\ndefaults: {image: 'alpine:3.23'}\n"
WHEN = "add the same 'when' condition to this step"


def list_hints(text: str, rule: str) -> list[str]:
    return [each.hint for each in lint(text, RuleConfig(select=("all",))) if each.code == rule]


@pytest.mark.parametrize(
    ("rule", "pipeline", "manifest"),
    [
        (
            "missing-deadline",
            ("run: echo hello", "add 'deadline: 1d'"),
            (POD % "", "add 'activeDeadlineSeconds: 86400'"),
        ),
        (
            "missing-ttl",
            ("run: echo", "add 'ttl: 7d'"),
            (POD % "", "add 'ttlStrategy: {secondsAfterCompletion: 604800}'"),
        ),
        (
            "unarchived-logs",
            ("pod_gc: OnPodCompletion\nrun: echo", "add 'archive_logs: true', and configure an artifact repository"),
            (
                f"  podGC: {{strategy: OnPodCompletion}}\n{POD % ''}",
                "add 'archiveLogs: true', and configure an artifact repository",
            ),
        ),
        (
            "possible-root-user",
            ("run: echo", "add 'security_context: {runAsNonRoot: true}'"),
            (POD % "", "add 'securityContext: {runAsNonRoot: true}'"),
        ),
        (
            "plaintext-secret",
            ("env: {PASSWORD: swordfish1}\nrun: echo", "use a Secret: PASSWORD: {secret: NAME, key: KEY}"),
            (
                POD % ", env: [{name: PASSWORD, value: swordfish1}]",
                "use a Secret: valueFrom: {secretKeyRef: {name: NAME, key: KEY}}",
            ),
        ),
        (
            "unknown-tag-variable",
            ("parameters: {count: 3}\nrun: 'echo {{inputs.parameters.count}}'", "use '{{parameters.count}}'"),
            (
                "  arguments: {parameters: [{name: count, value: '3'}]}\n"
                + POD % ", args: ['{{inputs.parameters.count}}']",
                "use '{{workflow.parameters.count}}'",
            ),
        ),
        (
            "unknown-tag-variable",
            (
                "steps:\n- {name: a, run: echo}\n- {name: b, run: 'echo {{steps.a.outputs.result}}'}",
                "use '{{a.result}}' to pass the value as an input",
            ),
            (
                STEPS.replace('echo "$0"', "echo {{steps.a.outputs.result}}"),
                "declare an input parameter, and pass the value as its argument",
            ),
        ),
        (
            "invalid-quantity",
            ("resources: {limits: {CPU: 1}}\nrun: echo", "use cpu"),
            (
                POD % ", resources: {limits: {gpus: 1}}",
                "use cpu, memory or an extended resource with a domain, such as nvidia.com/gpus",
            ),
        ),
        (
            "wrong-type",
            None,
            ("  arguments: {parameters: [{name: n, value: '3'}]}\n" + POD % "", 'quote it: "n"'),
        ),
        (
            "item-without-loop",
            None,
            (
                STEPS.replace("{{steps.a.outputs.result}}", "{{item}}"),
                "add a loop: 'withItems', 'withParam' or 'withSequence'",
            ),
        ),
        (
            "output-of-skipped-step",
            (
                "steps:\n- {name: a, when: '1 == 2', run: echo 1}\n- {name: b, env: {A: '{{a.result}}'}, run: echo}",
                f"add a default to the output, or {WHEN}",
            ),
            (STEPS, f"use an output parameter with a default, or {WHEN}"),
        ),
        (
            "spot-pod-without-retry",
            (
                "node_selector: {eks.amazonaws.com/capacityType: SPOT}\nrun: echo",
                "add 'retry: {limit: 2, retryPolicy: Always}'",
            ),
            (
                f"  nodeSelector: {{eks.amazonaws.com/capacityType: SPOT}}\n{POD % ''}",
                "add 'retryStrategy: {limit: 2, retryPolicy: Always}'",
            ),
        ),
    ],
)
def test_hints_have_the_form_of_the_source(
    rule: str, pipeline: tuple[str, str] | None, manifest: tuple[str, str]
) -> None:
    assert list_hints(HEAD + manifest[0], rule) == [manifest[1]]
    if pipeline is not None:
        assert list_hints(f"{PIPELINE}{pipeline[0]}\n", rule) == [pipeline[1]]


@pytest.mark.parametrize("name", ["{{foo}}", "a-{{foo}}-{{workflow.name}}"])
def test_an_unknown_variable_in_the_name_of_a_lock_is_reported_once(name: str) -> None:
    text = f'{PIPELINE}steps:\n- {{name: a, synchronization: {{mutexes: [{{name: "{name}"}}]}}, run: echo}}\n'
    assert [(each.code, each.hint) for each in lint(text)] == [
        ("unknown-variable-prefix", "use a parameter, such as {{parameters.NAME}}")
    ]
    text = HEAD + POD % "" + f'    synchronization: {{mutexes: [{{name: "{name}"}}]}}\n'
    assert [(each.code, each.hint) for each in lint(text)] == [
        ("unknown-variable-prefix", "use a parameter, such as {{workflow.parameters.NAME}}")
    ]


@pytest.mark.parametrize(
    ("expression", "hint"),
    [
        ("steps.a.exitCode == 0", "write steps.a.status == 'Succeeded'"),
        ("asInt(steps.a.exitCode) == 0", "write steps.a.status == 'Succeeded'"),
        ("steps.a.exitCode != '0'", "write steps.a.status == 'Failed'"),
        ("int(steps.a.exitCode) > 0", "write steps.a.status == 'Failed'"),
        ("steps.a.exitCode == 3", "write steps.a.status == 'Failed'"),
        ("steps.a.exitCode in ['3', '4']", "use the status, or pass the value to the template of the hook"),
        ("steps.a.outputs.result == 'x'", "use the status, or pass the value to the template of the hook"),
    ],
)
def test_a_hook_reads_the_status_of_its_own_step(expression: str, hint: str) -> None:
    step = "{name: a, template: s, hooks: {h: {expression: %s, template: s}}}"
    text = STEPS.replace('{name: a, template: s, when: "1 == 2"}', step % f'"{expression}"')
    assert [each.hint for each in lint(HEAD + text) if each.place.line == 9] == [hint]


LIBRARY = (
    "---\napiVersion: argoproj.io/v1alpha1\nkind: %s\nmetadata: {name: l}\n"
    "spec: {templates: [{name: t, container: {image: 'alpine:3.23', command: [echo]}}]}\n"
)


@pytest.mark.parametrize(
    ("scope", "kinds", "hint"),
    [
        ("", ["ClusterWorkflowTemplate"], "add 'clusterScope: true'"),
        (", clusterScope: true", ["WorkflowTemplate"], "remove 'clusterScope: true'"),
        (
            "",
            ["ClusterWorkflowTemplate", "WorkflowTemplate"],
            "add 'clusterScope: true': the ClusterWorkflowTemplate 'l' has this template",
        ),
    ],
)
def test_other_scope_is_suggested(scope: str, kinds: list[str], hint: str) -> None:
    steps = f"  templates:\n  - name: main\n    steps: [[{{name: a, templateRef: {{name: l, template: t{scope}}}}}]]\n"
    libraries = [LIBRARY % kind for kind in kinds]
    libraries[1:] = [each.replace("name: t,", "name: other,") for each in libraries[1:]]
    assert list_hints(f"{HEAD}{steps}{''.join(libraries)}", "unknown-template-ref") == [hint]
