"""Workflows that Argo never ends have a reason and a remedy instead."""

from __future__ import annotations

import pytest

from .running import POD, fail, run_spec

USE = f"- {{name: use, inputs: {{parameters: [{{name: v}}]}}, {POD}}}"
MAKE = f"- {{name: t, {POD}, outputs: {{parameters: [{{name: o, valueFrom: {{path: /o, default: x}}}}]}}}}"


def steps(first: str, value: str) -> str:
    return f"""
    entrypoint: main
    templates:
    - name: main
      steps:
      - - {{name: a, template: t, {first}}}
      - - {{name: b, template: use, arguments: {{parameters: [{{name: v, value: "{value}"}}]}}}}
    {MAKE}
    {USE}
    """


@pytest.mark.parametrize(
    ("first", "value"),
    [
        ("when: 1 > 2", "{{steps.a.outputs.parameters.o}}"),
        ("when: 1 > 2", "{{=steps.a.outputs.parameters.o}}"),
        ("withParam: '[]'", "{{steps.a.outputs.parameters.o}}"),
        ("withParam: '[]'", "{{steps.a.outputs.result}}"),
    ],
)
def test_an_output_that_never_exists(first: str, value: str) -> None:
    run = run_spec(steps(first, value))
    assert (run.phase, [blockage.path for blockage in run.blockages]) == ("Running", ["[1]"])
    assert run.blockages[0].reason.startswith("a reference never gets a value: failed to ")
    assert "make this step depend" in run.blockages[0].remedy


def test_a_task_that_refers_to_an_empty_loop() -> None:
    run = run_spec(
        f"""
        entrypoint: main
        templates:
        - name: main
          dag:
            tasks:
            - {{name: a, template: t, withParam: '[]'}}
            - name: b
              template: use
              depends: a
              arguments: {{parameters: [{{name: v, value: "{{{{tasks.a.outputs.result}}}}"}}]}}
        {MAKE}
        {USE}
        """
    )
    assert (run.phase, [blockage.path for blockage in run.blockages]) == ("Running", [".b"])


def test_a_retry_without_a_limit() -> None:
    run = run_spec(f"entrypoint: t\ntemplates:\n- {{name: t, retryStrategy: {{}}, {POD}}}\n", fail("t"))
    assert run.phase == "Running"
    assert run.blockages[0].remedy == "set 'limit' in 'retryStrategy'"


def test_a_recursion_ends_with_the_error_of_argo() -> None:
    run = run_spec("entrypoint: main\ntemplates:\n- {name: main, steps: [[{name: a, template: main}]]}\n")
    deepest = max(run.nodes, key=lambda node: len(node.path))
    assert (run.phase, deepest.type, deepest.phase) == ("Failed", "Skipped", "Error")
    assert deepest.message.startswith("Maximum recursion depth exceeded.")


def test_a_key_that_a_config_map_lacks() -> None:
    spec = """
    entrypoint: t
    templates:
    - name: t
      container: {image: x, command: [x], env: [{name: A, valueFrom: {configMapKeyRef: {name: c, key: absent}}}]}
    """
    config_map = "---\nkind: ConfigMap\nmetadata: {name: c}\ndata: {k: v}\n"
    run = run_spec(spec, others=config_map)
    assert (run.phase, run.nodes[0].phase) == ("Running", "Pending")
    assert run.blockages[0].reason == "the pod never starts: ConfigMap 'c' has no key 'absent'"
    assert run_spec(spec).phase == "Succeeded"


def test_a_body_that_never_ends() -> None:
    run = run_spec(f"entrypoint: t\ntemplates:\n- {{name: t, {POD}}}\n", lambda _: None)
    assert (run.blockages[0].path, run.blockages[0].reason) == ("", "the body never ends")
