"""The arguments of kubectl in the `flags` of a resource template."""

from __future__ import annotations

from collections.abc import Sequence

# Options whose value is the next argument.
_WITH_VALUE = frozenset({"-l", "--selector", "-n", "--namespace", "-o", "--output", "--field-selector", "-f", "-p"})


def list_positional(flags: Sequence[str]) -> list[str]:
    """Return the arguments that are neither options nor their values."""
    found, is_value = [], False
    for flag in flags:
        if not is_value and not flag.startswith("-"):
            found.append(flag)
        is_value = flag in _WITH_VALUE
    return found


def find_option(flags: Sequence[str], names: tuple[str, ...]) -> str:
    """Return the value of an option, by its names; "" without it."""
    for position, flag in enumerate(flags):
        name, equals, value = flag.partition("=")
        if name in names:
            return value if equals else "".join(flags[position + 1 : position + 2])
    return ""
