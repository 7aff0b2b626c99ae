"""The events of PyYAML's parser for a text, which is libyaml's where PyYAML was built with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import yaml

from argogen.yaml.limits import MAX_DEPTH

if TYPE_CHECKING:
    from yaml import SafeLoader as _Loader
else:
    _Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# the loaders, not the parsers below them, because only these are public in both builds
LOADER: type[yaml.CSafeLoader] | type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_events(text: str) -> Iterator[yaml.Event]:
    """Return the events of a text, lazily.

    Raises:
        yaml.YAMLError: where the text stops being YAML.
        ValueError: for a character, or an escape for one, that there is not.
    """
    return iter(LOADER(text).get_event, None)


def parse_before(text: str, error: yaml.MarkedYAMLError) -> tuple[list[yaml.Event], Exception | None]:
    """Return the events of what stands before the token with an error, and the error at its end if there is one."""
    events: list[yaml.Event] = []
    token = error.context_mark or error.problem_mark
    try:
        for event in parse_events(text[: token.index if token else 0]):
            events.append(event)  # noqa: PERF402 - those before a fault are wanted
    except (yaml.YAMLError, ValueError) as fault:
        return events, fault
    return events, None


def measure_depth(events: Iterable[yaml.Event]) -> int:
    """Return how many levels deep the deepest event is."""
    depth = deepest = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        deepest = max(deepest, depth)
    return deepest


def is_limit(error: yaml.MarkedYAMLError) -> bool:
    """Return whether an error is one level too many for libyaml: some versions accept a thousand."""
    return "maximum nesting depth" in str(error.problem)  # libyaml's words, and those of the loader below


class DepthLimitedLoader(_Loader):
    """PyYAML's safe loader with a limit of nesting, for YAML inside of strings.

    Each level is one more on the C stack, and some versions of libyaml accept so many that the process crashes.
    """

    max_depth = MAX_DEPTH

    _depth = 0

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        """Count a level; PyYAML calls this before each node."""
        if self._depth > self.max_depth:
            raise yaml.MarkedYAMLError(problem="exceeded maximum nesting depth", problem_mark=current_node.start_mark)
        self._depth += 1
        super().descend_resolver(current_node, current_index)

    def ascend_resolver(self) -> None:
        """Leave a level; PyYAML calls this after each node."""
        self._depth -= 1
        super().ascend_resolver()
