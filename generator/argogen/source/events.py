"""The door to PyYAML: a text as the events of its parser, libyaml's where PyYAML was built with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import yaml

# the loaders, not the parsers below them, because only these are public in both builds
LOADER: type[yaml.CSafeLoader] | type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_events(text: str) -> Iterator[yaml.Event]:
    """The events of a text, lazily.

    Raises:
        yaml.YAMLError: where the text stops being YAML.
        ValueError: for a character, or an escape for one, that there is not.
    """
    return iter(LOADER(text).get_event, None)


def parse_before(text: str, error: yaml.MarkedYAMLError) -> tuple[list[yaml.Event], Exception | None]:
    """The events of what stands before the token with an error, and the fault at its end if there is one."""
    events: list[yaml.Event] = []
    token = error.context_mark or error.problem_mark
    try:
        for event in parse_events(text[: token.index if token else 0]):
            events.append(event)  # noqa: PERF402 - those before a fault are wanted
    except (yaml.YAMLError, ValueError) as fault:
        return events, fault
    return events, None


def measure_depth(events: Iterable[yaml.Event]) -> int:
    """How many levels deep the deepest of these is."""
    depth = deepest = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        deepest = max(deepest, depth)
    return deepest


def is_limit(error: yaml.MarkedYAMLError) -> bool:
    """Whether this is no fault of a text, but a level too many for libyaml: some versions take a thousand."""
    return "maximum nesting depth" in str(error.problem)
