"""List the retry strategies in a Context."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from argogen.context import Retry, Template, Workflow
from argogen.linter.model.nodes import fields_of, mapping_in
from argogen.linter.model.subject import Subject
from argogen.yaml.node_path import NodePath

_FIELD = "retryStrategy"


class RetryFields(NamedTuple):
    """A retry strategy with the fields of Argo, and the path of Argo fields from its node."""

    value: Mapping[str, Any]
    node: Workflow | Template
    origin: NodePath
    below: NodePath

    @property
    def backoff(self) -> Mapping[str, Any]:
        """The backoff, empty without one."""
        return mapping_in(self.value, "backoff")


def list_retries(subject: Subject) -> Sequence[RetryFields]:
    """Return the retry strategies of the workflow, of templates, and in `templateDefaults` and raw fields."""
    return subject.derive(_find_all)


def _find_all(subject: Subject) -> Sequence[RetryFields]:
    return tuple(_find(subject))


def _find(subject: Subject) -> Iterator[RetryFields]:
    for node in subject.nodes:
        if node.retry is not None:
            yield RetryFields(_convert(node.retry), node, node.origin, (_FIELD,))
        elif fields_of(node).get(_FIELD) == {}:
            yield RetryFields({}, node, node.origin, (_FIELD,))
    for each in subject.objects.get("RetryStrategy", ()):
        if each.value:
            yield RetryFields(each.value, each.node, each.origin, each.below)


def _convert(retry: Retry) -> Mapping[str, Any]:
    fields = {
        "limit": retry.limit, "retryPolicy": retry.policy, "backoff": retry.backoff, "expression": retry.expression
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value is not None}
