"""Parser events of a source, from libyaml if PyYAML was built with it, and otherwise from PyYAML's Python parser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import yaml

from argogen.yaml.limits import MAX_DEPTH

if TYPE_CHECKING:
    from yaml import SafeLoader as _Loader
else:
    _Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# The loaders and not their parsers, because only the loaders are public in both builds.
LOADER: type[yaml.CSafeLoader] | type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_events(text: str) -> Iterator[yaml.Event]:
    """Return the events of a source, lazily.

    Raises:
        yaml.YAMLError: a syntax error.
        ValueError: an invalid character, or an escape sequence of one.
    """
    return iter(LOADER(text).get_event, None)


def parse_before(text: str, error: yaml.MarkedYAMLError) -> tuple[list[yaml.Event], Exception | None]:
    """Return the events before the token with an error, and the error at their end, if any."""
    events: list[yaml.Event] = []
    token = error.context_mark or error.problem_mark
    try:
        for event in parse_events(text[: token.index if token else 0]):
            events.append(event)  # noqa: PERF402 - `list` would discard the events before an error
    except (yaml.YAMLError, ValueError) as last_error:
        return events, last_error
    return events, None


def measure_depth(events: Iterable[yaml.Event]) -> int:
    """Return the deepest level of nesting."""
    depth = deepest = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        deepest = max(deepest, depth)
    return deepest


def is_limit(error: yaml.MarkedYAMLError) -> bool:
    """Return whether an error is a nesting beyond the limit of libyaml, which is 1,000 levels in some versions."""
    return "maximum nesting depth" in str(error.problem)  # the message of libyaml and of the loader below


class DepthLimitedLoader(_Loader):
    """PyYAML's safe loader with a limit of nesting, for YAML within strings.

    Each level uses the C stack, and some versions of libyaml accept so many levels that the process crashes.
    """

    max_depth = MAX_DEPTH

    _depth = 0

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        """Enter a level; PyYAML calls this before each node."""
        if self._depth > self.max_depth:
            raise yaml.MarkedYAMLError(problem="exceeded maximum nesting depth", problem_mark=current_node.start_mark)
        self._depth += 1
        super().descend_resolver(current_node, current_index)

    def ascend_resolver(self) -> None:
        """Leave a level; PyYAML calls this after each node."""
        self._depth -= 1
        super().ascend_resolver()
