"""Select cases by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def select_by_name(parts: Sequence[str]) -> Callable[[str, str], bool]:
    """Return a function that selects cases whose file or name contains one of the strings; without strings, all."""
    folded = [part.casefold() for part in parts]

    def is_selected(file: str, case: str) -> bool:
        name = f"{file} {case}".casefold()
        return not folded or any(part in name for part in folded)

    return is_selected
