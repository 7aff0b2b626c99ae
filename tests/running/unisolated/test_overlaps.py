"""Steps that may use the same paths at the same time are found before a run; those that cannot are accepted."""

from __future__ import annotations

import textwrap

import pytest

from argogen.running.calls import Calls
from argogen.running.unisolated.overlaps import find_overlaps
from argogen.testing.simulation.target import build_target
from tests.runner.running import read_manifest

LEAVES = """
- name: a
  outputs: {parameters: [{name: o, valueFrom: {path: /tmp/out}}]}
  container: {image: x, command: [a]}
- name: b
  outputs: {artifacts: [{name: o, path: /tmp/out/deep/file}]}
  container: {image: x, command: [b]}
- name: c
  inputs: {artifacts: [{name: i, path: /tmp/other, raw: {data: x}}]}
  outputs: {artifacts: [{name: o, path: /tmp/other}]}
  container: {image: x, command: [c]}
- name: d
  daemon: true
  outputs: {parameters: [{name: o, valueFrom: {path: /tmp/out}}]}
  container: {image: x, command: [d]}
- name: e
  synchronization: {mutex: {name: m}}
  outputs: {parameters: [{name: o, valueFrom: {path: /tmp/out}}]}
  container: {image: x, command: [e]}
- name: none
  container: {image: x, command: [f]}
- name: nested
  steps: [[{name: n1, template: a}], [{name: n2, template: none}]]
"""
TWO = "'one' and 'two' run at the same time"

# What overlaps: the two templates and the reason; nothing where steps do not run at the same time.
SHAPES = {
    "groups one after the other": ("steps: [[{name: one, template: a}], [{name: two, template: b}]]", []),
    "one group": ("steps: [[{name: one, template: a}, {name: two, template: a}]]", [("a", "a", TWO)]),
    "nested paths": ("steps: [[{name: one, template: b}, {name: two, template: a}]]", [("b", "a", TWO)]),
    "other paths": ("steps: [[{name: one, template: a}, {name: two, template: c}, {name: t, template: none}]]", []),
    "a template below a step": ("steps: [[{name: one, template: nested}, {name: two, template: b}]]",
                                [("a", "b", TWO)]),
    "items": ("steps: [[{name: one, template: a, withItems: [1, 2]}]]",
              [("a", "a", "items of 'one' run at the same time")]),
    "one item": ("steps: [[{name: one, template: a, withItems: [1]}]]", []),
    "a sequence of one item": ("steps: [[{name: one, template: a, withSequence: {count: 1}}]]", []),
    "a list of unknown length": ("dag: {tasks: [{name: one, template: nested, withParam: '[]'}]}",
                                 [("a", "a", "items of 'one' run at the same time")]),
    "items with a limit": ("parallelism: 1\nsteps: [[{name: one, template: a, withSequence: {count: 9}}]]", []),
    "a limit of two": ("parallelism: 2\nsteps: [[{name: one, template: a, withSequence: {count: 9}}]]",
                       [("a", "a", "items of 'one' run at the same time")]),
    "tasks without an order": ("dag: {tasks: [{name: one, template: a}, {name: two, template: a}]}", [("a", "a", TWO)]),
    "tasks in an order": (
        ("dag: {tasks: [{name: one, template: a}, {name: m, template: none, depends: one.Failed},"
         " {name: two, template: a, dependencies: [m]}]}"), []),
    "tasks after the same task": (
        ("dag: {tasks: [{name: m, template: a}, {name: one, template: a, depends: m},"
         " {name: two, template: a, depends: m}]}"), [("a", "a", TWO)]),
    "a daemon": ("steps: [[{name: one, template: d}], [{name: two, template: a}]]",
                 [("d", "a", "daemon 'one' runs while 'two' does")]),
    "a daemon afterwards": ("steps: [[{name: two, template: a}], [{name: one, template: d}]]", []),
    "a task after a daemon": ("dag: {tasks: [{name: one, template: d}, {name: two, template: a, depends: one}]}",
                              [("d", "a", "daemon 'one' runs while 'two' does")]),
    "a daemon below a step that has ended": ("steps: [[{name: one, template: below}], [{name: two, template: a}]]", []),
    "a hook": ("steps: [[{name: one, template: a, hooks: {running: {expression: 'true', template: b}}}]]",
               [("a", "b", "hook 'hooks.running' of 'one' runs while it does")]),
    "the handler of a step": ("steps: [[{name: one, template: a, onExit: b}], [{name: two, template: a}]]", []),
    "the handler of one of two steps": (
        "steps: [[{name: one, template: none, onExit: b}, {name: two, template: a}]]", [("b", "a", TWO)]),
    "handlers of items with a limit": (
        "parallelism: 1\nsteps: [[{name: one, template: none, onExit: a, withItems: [1, 2]}]]",
        [("a", "a", "items of 'one' run at the same time")]),
    "a mutex": ("steps: [[{name: one, template: e}, {name: two, template: e}]]", []),
    "a mutex of one of them": ("steps: [[{name: one, template: e}, {name: two, template: a}]]", [("e", "a", TWO)]),
    "recursion": ("steps: [[{name: one, template: a}], [{name: two, template: main, when: '1 == 2'}]]", []),
    "recursion at the same time": ("steps: [[{name: one, template: a}, {name: two, template: main, when: '1 == 2'}]]",
                                   [("a", "a", TWO)]),
    "conditions": ("steps: [[{name: one, template: a, when: '1 == 2'}, {name: two, template: a, when: '1 == 1'}]]",
                   [("a", "a", TWO)]),
    "attempts": ("steps: [[{name: one, template: retried}]]", []),
    "inline templates": (
        ("steps: [[{name: one, template: a}, {name: two, inline: {container: {image: x, command: [f]},"
         " outputs: {artifacts: [{name: o, path: /tmp/out}]}}}]]"), [("a", "main/two", TWO)]),
}  # fmt: skip
MORE = """
- name: below
  steps: [[{name: n1, template: d}], [{name: n2, template: none}]]
- name: retried
  retryStrategy: {limit: 3}
  outputs: {parameters: [{name: o, valueFrom: {path: /tmp/out}}]}
  container: {image: x, command: [a]}
"""


def find(body: str, workflow: str = "", *, is_serial: bool = False) -> list[tuple[str, str, str]]:
    main = f"- name: main\n{textwrap.indent(body, '  ')}"
    documents = read_manifest(f"entrypoint: main\n{workflow}\ntemplates:\n{main}{LEAVES}{MORE}")
    target = build_target(documents, ())
    assert target is not None
    calls = Calls(target.graph, documents[0]["spec"], target.library, ())
    found = find_overlaps(calls, is_serial=is_serial)
    return [(each.key[2], each.other_key[2], each.reason) for each in found]


@pytest.mark.parametrize("name", SHAPES)
def test_shapes(name: str) -> None:
    body, expected = SHAPES[name]
    assert find(body) == expected


@pytest.mark.parametrize(("workflow", "expected"), [
    ("onExit: a", []),
    ("hooks: {running: {expression: 'true', template: b}}",
     [("a", "b", "hook 'hooks.running' of the workflow runs while it does")]),
    ("onExit: a\nhooks: {running: {expression: 'true', template: c}}", []),
    ("onExit: c\nhooks: {running: {expression: 'true', template: c}}",
     [("c", "c", "hooks 'hooks.running' and 'on_exit' of the workflow run at the same time")]),
])  # fmt: skip
def test_handlers_of_the_workflow(workflow: str, expected: list[tuple[str, str, str]]) -> None:
    assert find("steps: [[{name: one, template: a}]]", workflow) == expected


def test_a_limit_of_the_workflow_or_of_the_run_leaves_daemons() -> None:
    body = "steps: [[{name: one, template: d}, {name: two, template: a}, {name: three, template: b}]]"
    expected = [("d", "a", "daemon 'one' runs while 'two' does"), ("d", "b", "daemon 'one' runs while 'three' does")]
    assert find(body, "parallelism: 1") == expected
    assert find(body, is_serial=True) == expected
    assert len(find(body)) == 3


def test_paths_that_depend_on_values_are_left_to_the_run() -> None:
    output = '{name: o, path: "/tmp/out-{{item}}"}'
    inline = f"{{container: {{image: x, command: [f]}}, outputs: {{artifacts: [{output}]}}}}"
    assert find(f"steps: [[{{name: one, withItems: [1, 2], inline: {inline}}}]]") == []
