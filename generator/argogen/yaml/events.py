"""The door to PyYAML: a text as the events of its parser, libyaml's where PyYAML was built with it."""

from __future__ import annotations

from collections.abc import Iterator

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
