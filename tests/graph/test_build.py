"""Graphs have the structure of their manifests, and the names and places of the source."""

from __future__ import annotations

import pytest

from argogen.diagnostics import InvalidInputError
from argogen.graph.model import EdgeKind, Graph, GroupKind, Node, NodeKind, Place, Role
from argogen.graph.options import GraphOptions
from tests.counting import count_calls

from .building import HEAD, build, build_example, build_spec, show_edges, show_flows, write_manifest

STEPS = """
entrypoint: main
templates:
- name: main
  steps:
  - [{name: a, template: out}]
  - [{name: b, template: pod}, {name: c, template: inner, withItems: [1, 2]}]
  - [{name: d, template: pod, when: "{{steps.a.outputs.parameters.o}} == 1"}]
- name: inner
  steps:
  - [{name: e, template: pod}]
  - [{name: f, template: pod}]
"""


def kinds(graph: Graph) -> dict[str, str]:
    return {element.id: element.kind.value for element in graph.elements}


def test_steps_have_an_order_and_parallel_groups() -> None:
    graph = build_spec(STEPS)
    assert kinds(graph) == {
        "main": "steps",
        "main/a": "container",
        "main/[1]": "parallel",
        "main/b": "container",
        "main/c": "steps",
        "main/c/e": "container",
        "main/c/f": "container",
        "main/d": "container",
    }
    assert show_edges(graph, EdgeKind.ORDER) == [
        "main/a -> main/[1]", "main/[1] -> main/d", "main/c/e -> main/c/f",
    ]  # fmt: skip
    assert [element.group for element in graph.elements] == [
        "", "main", "main", "main/[1]", "main/[1]", "main/c", "main/c", "main",
    ]  # fmt: skip
    loop = graph.by_id["main/c"].loop
    assert loop is not None
    assert (loop.over, loop.count) == ("1, 2", 2)


def test_tasks_have_dependencies_with_conditions() -> None:
    graph = build_spec(
        """
        entrypoint: main
        templates:
        - name: main
          dag:
            target: d
            tasks:
            - {name: a, template: pod}
            - {name: b, template: pod, dependencies: [a]}
            - {name: c, template: pod, depends: a.Failed && b}
            - {name: d, template: pod, depends: "(c || b.Skipped || !a.Failed) && a.AnySucceeded"}
            - {name: e, template: pod, depends: a}
        """
    )
    assert show_edges(graph) == [
        "main/a -> main/b", "main/a -> main/c (Failed)", "main/b -> main/c", "main/c -> main/d",
        "main/b -> main/d (Skipped)", "main/a -> main/d (!Failed, AnySucceeded)", "main/a -> main/e",
    ]  # fmt: skip
    depends = {element.name: element.depends for element in graph.nodes}
    assert depends["d"] == "(c || b.Skipped || !a.Failed) && a.AnySucceeded"
    assert depends["c"] == ""
    assert [element.name for element in graph.nodes if element.is_excluded] == ["e"]


def test_values_flow_along_edges() -> None:
    graph = build_spec(
        """
        entrypoint: main
        templates:
        - name: main
          dag:
            tasks:
            - {name: a, template: out}
            - {name: a-b, template: out}
            - name: c
              template: out
              depends: a && a-b
              when: "{{=tasks['a-b'].outputs.parameters.o == '1'}}"
              withParam: "{{tasks.a.outputs.result}}"
              arguments:
                parameters:
                - {name: a, value: "{{=sprig.dig('outputs', 'parameters', 'o', 'none', tasks.a)}} {{ tasks.a.status }}"}
                artifacts:
                - {name: f, from: "{{tasks.a.outputs.artifacts.f}}"}
                - {name: g, fromExpression: "tasks['a-b'].outputs.artifacts.f"}
        """
    )
    assert show_flows(graph) == {
        "main/a -> main/c": {"o -> a", "status -> a", "result -> loop", "f -> f"},
        "main/a-b -> main/c": {"o -> when", "f -> g"},
    }
    assert [edge.source for edge in graph.edges if edge.kind is EdgeKind.ARTIFACT] == ["main/a", "main/a-b"]


def test_outputs_of_the_workflow_flow_between_templates() -> None:
    graph = build_spec(
        """
        entrypoint: main
        templates:
        - name: main
          steps:
          - [{name: a, template: set}]
          - [{name: b, template: inner}]
        - name: inner
          steps:
          - [{name: c, template: out, arguments: {parameters: [{name: a, value: "{{workflow.outputs.parameters.g}}"}]}}]
          - [{name: d, template: use}]
        - {name: use, container: {image: x, command: [x], args: ["{{workflow.outputs.parameters.g}}"]}}
        - name: set
          outputs: {parameters: [{name: o, globalName: g, valueFrom: {path: /o}}]}
          container: {image: x, command: [x]}
        """
    )
    assert show_flows(graph) == {"main/a -> main/b/c": {"o -> a"}, "main/a -> main/b/d": {"o -> container"}}


def test_handlers_and_hooks_belong_to_their_owners() -> None:
    graph = build_spec(
        """
        entrypoint: main
        onExit: pod
        hooks: {h: {template: pod, expression: workflow.status == "Running"}}
        templates:
        - name: main
          steps:
          - - name: a
              template: out
              onExit: inner
              hooks:
                late: {template: out, expression: steps.a.status == "Failed",
                       arguments: {parameters: [{name: a, value: "{{steps.a.outputs.parameters.o}}"}]}}
        - name: inner
          steps: [[{name: b, template: pod}]]
        """
    )
    assert show_edges(graph, EdgeKind.HANDLER, EdgeKind.HOOK) == [
        'main/a -> main/a/hooks.late (steps.a.status == "Failed")', "main/a -> main/a/on_exit",
        'main -> hooks.h (workflow.status == "Running")', "main -> on_exit",
    ]  # fmt: skip
    roles = {element.id: element.role for element in graph.elements if element.role is not Role.STEP}
    assert roles == {
        "main/a/hooks.late": Role.HOOK, "main/a/on_exit": Role.HANDLER, "hooks.h": Role.HOOK, "on_exit": Role.HANDLER,
    }  # fmt: skip
    assert graph.by_id["main/a/on_exit/b"].group == "main/a/on_exit"
    assert [group.kind for group in graph.groups if group.id == "handlers"] == [GroupKind.HANDLERS]
    assert show_flows(graph) == {"main/a -> main/a/hooks.late": {"o -> a"}}


def test_recursion_refers_back() -> None:
    graph = build_spec(
        """
        entrypoint: main
        templates:
        - name: main
          steps:
          - [{name: a, template: inner}]
        - name: inner
          dag: {tasks: [{name: b, template: main}, {name: c, template: inner}]}
        """
    )
    found = {element.id: element.refers_to for element in graph.nodes}
    assert found == {"main/a/b": "main", "main/a/c": "main/a"}
    assert show_edges(graph, EdgeKind.RECURSION) == ["main/a/b -> main", "main/a/c -> main/a"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("container: {image: i, command: [x]}", NodeKind.CONTAINER),
        ("script: {image: i, command: [sh], source: x}", NodeKind.SCRIPT),
        ("containerSet: {containers: [{name: main, image: i, command: [x]}]}", NodeKind.CONTAINER_SET),
        ("resource: {action: get, manifest: 'kind: Job'}", NodeKind.RESOURCE),
        ("suspend: {}", NodeKind.SUSPEND),
        ("http: {url: https://example.com}", NodeKind.HTTP),
        ("data: {source: {artifactPaths: {name: a, s3: {key: k}}}, transformation: [{expression: x}]}", NodeKind.DATA),
        ("plugin: {slack: {}}", NodeKind.PLUGIN),
        ("steps: []", NodeKind.STEPS),
        ("dag: {tasks: []}", NodeKind.DAG),
    ],
)
def test_kinds_of_bodies(body: str, kind: NodeKind) -> None:
    graph = build_spec(f"entrypoint: main\ntemplates:\n- name: main\n  {body}\n")
    (node,) = graph.nodes
    assert node.kind is kind
    assert node.image == ("i" if kind in (NodeKind.CONTAINER, NodeKind.SCRIPT) else "")


def test_unknown_templates_are_nodes() -> None:
    graph = build_spec(
        """
        entrypoint: main
        templates:
        - name: main
          steps:
          - [{name: a, template: missing}, {name: b, templateRef: {name: lib, template: t}}]
        """
    )
    assert {node.name: (node.kind, node.template) for node in graph.nodes} == {
        "a": (NodeKind.UNKNOWN, "missing"), "b": (NodeKind.TEMPLATE_REF, "lib/t"),
    }  # fmt: skip


LIBRARY = write_manifest("templates:\n- name: t\n  steps: [[{name: x, template: pod}]]\n", "WorkflowTemplate")


def test_references_inline_templates_of_other_files() -> None:
    graph = build(
        write_manifest(
            "entrypoint: main\ntemplates:\n- name: main\n  steps: [[{name: b, templateRef: {name: w, template: t}}]]\n"
        ),
        references=[LIBRARY],
    )
    assert kinds(graph) == {"main": "steps", "main/b": "steps", "main/b/x": "container"}
    assert graph.by_id["main/b/x"].place == Place("other-0.yaml", 7)
    assert graph.by_id["main/b"].template == "w/t"


def test_a_workflow_of_a_template_has_its_steps() -> None:
    text = HEAD.format(kind="Workflow") + "  workflowTemplateRef: {name: w}\n"
    alone = build(text)
    assert [(node.kind, node.template) for node in alone.nodes] == [(NodeKind.TEMPLATE_REF, "w")]
    graph = build(f"{text}  entrypoint: t\n", references=[LIBRARY])
    assert kinds(graph) == {"t": "steps", "t/x": "container"}
    assert graph.by_id["t/x"].place == Place("other-0.yaml", 7)


def test_templates_without_an_entrypoint_are_roots() -> None:
    graph = build(LIBRARY)
    assert kinds(graph) == {"t": "steps", "t/x": "container", "out": "container"}


def test_the_entrypoint_can_be_another_template() -> None:
    graph = build_spec(STEPS, GraphOptions(entrypoint="inner"))
    assert kinds(graph) == {"inner": "steps", "inner/e": "container", "inner/f": "container"}
    with pytest.raises(InvalidInputError, match="unknown template 'iner'"):
        build_spec(STEPS, GraphOptions(entrypoint="iner"))


@pytest.mark.parametrize("name", ["c", "inner", "main/c"])
def test_groups_can_be_collapsed(name: str) -> None:
    graph = build_spec(STEPS, GraphOptions(collapse=[name]))
    found = graph.by_id["main/c"]
    assert isinstance(found, Node)
    assert found.kind is NodeKind.STEPS
    assert found.loop is not None
    assert "main/c/e" not in graph.by_id


def test_unknown_names_cannot_be_collapsed() -> None:
    with pytest.raises(InvalidInputError, match="unknown step or template with steps 'd'") as error:
        build_spec(STEPS, GraphOptions(collapse=["d"]))
    assert "main, c" in error.value.diagnostics[0].hint


def test_depth_limits_the_levels() -> None:
    graph = build_spec(STEPS, GraphOptions(depth=1))
    assert list(graph.by_id) == ["main", "main/a", "main/[1]", "main/b", "main/c", "main/d"]
    assert isinstance(graph.by_id["main/c"], Node)


def test_the_number_of_elements_is_limited() -> None:
    levels = "".join(
        f"- name: t{number}\n  steps: [[{{name: a, template: t{number + 1}}}, {{name: b, template: t{number + 1}}}]]\n"
        for number in range(40)
    )
    graph = build_spec(
        f"entrypoint: t0\ntemplates:\n{levels}- {{name: t40, suspend: {{}}}}\n", GraphOptions(maximum=500)
    )
    assert 500 <= len(graph.elements) <= 800
    assert NodeKind.STEPS in {node.kind for node in graph.nodes}


def test_graphs_are_linear_in_the_number_of_tasks() -> None:
    def make(count: int) -> str:
        tasks = "".join(
            f"    - {{name: t{number}, template: out, depends: t{number - 1},"
            f' arguments: {{parameters: [{{name: a, value: "{{{{tasks.t{number - 1}.outputs.parameters.o}}}}"}}]}}}}\n'
            if number
            else "    - {name: t0, template: out}\n"
            for number in range(count)
        )
        return write_manifest(f"entrypoint: main\ntemplates:\n- name: main\n  dag:\n    tasks:\n{tasks}")

    small, large = make(25), make(100)
    assert len(build(large).nodes) == 100
    assert count_calls(build, large) < 4.4 * count_calls(build, small)


def test_names_and_places_are_those_of_the_pipeline() -> None:
    (built,) = build_example("runnable-failure")
    found = {node.name: node.place for node in built.graph.nodes}
    assert found["fall back"] == Place("examples/runnable/failure.yaml", 6)
    (python,) = build_example("python-functions")
    assert {node.name: node.kind for node in python.graph.nodes}["plan"] is NodeKind.PYTHON


def test_the_template_around_a_limited_loop_is_not_shown() -> None:
    (built,) = build_example("nightly-scores")
    score = built.graph.by_id["main/score"]
    assert isinstance(score, Node)
    assert score.loop is not None
    assert (score.loop.over, score.loop.limit) == ("{{steps.plan.outputs.parameters.chunks}}", "2")
    assert built.aliases == {"main/score/score": "main/score"}


def test_a_source_without_a_workflow_is_an_error() -> None:
    with pytest.raises(InvalidInputError, match=r"no workflow in 'pipeline\.yaml'"):
        build("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
