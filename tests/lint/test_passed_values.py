"""Values that are followed through the calls of templates."""

from __future__ import annotations

from .linting import lint

HEAD = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: v-}
spec:
  entrypoint: t0
  arguments: {parameters: [{name: time, value: 5 minutes}]}
  templates:
"""


def nest(levels: int) -> str:
    """A workflow whose parameter is passed through this many templates."""
    passed = "arguments: {parameters: [{name: time, value: '{{inputs.parameters.time}}'}]}"
    lines = [
        f"  - {{name: t{n}, inputs: {{parameters: [{{name: time}}]}},"
        f" steps: [[{{name: s, template: t{n + 1}, {passed}}}]]}}\n"
        for n in range(levels)
    ]
    wait = "suspend: {duration: '{{inputs.parameters.time}}'}"
    return HEAD + "".join(lines) + f"  - {{name: t{levels}, inputs: {{parameters: [{{name: time}}]}}, {wait}}}\n"


def test_a_value_is_followed_through_many_templates() -> None:
    assert [found.code for found in lint(nest(20))] == ["invalid-duration"]


def test_very_deep_calls_are_not_followed_to_their_end() -> None:
    assert [found.code for found in lint(nest(500))] == []


def test_calls_in_a_circle_are_followed_once() -> None:
    again = "{name: again, template: t1, when: '{{=asInt(workflow.duration) < 9}}', arguments: {parameters: [PASSED]}}"
    again = again.replace("PASSED", "{name: time, value: '{{inputs.parameters.time}}'}")
    text = nest(2).replace("steps: [[{name: s, template: t2", f"steps: [[{again}], [{{name: s, template: t2")
    assert [found.code for found in lint(text)] == ["invalid-duration"]
