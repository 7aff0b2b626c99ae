"""The completion of bash, with names that contain spaces, and words with `=`."""

from __future__ import annotations

import re
from typing import Any

from click.shell_completion import BashComplete, add_completion_class

_SPECIAL = re.compile(r"[^\w@%+=:,./~-]")


class QuotingBashComplete(BashComplete):
    """Completion of bash, which splits words at `=`, and inserts names without quotes."""

    _before = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the complete words and the incomplete one; `NAME=VALUE` is one word, `--option=VALUE` are two."""
        args, incomplete = super().get_completion_args()
        if incomplete == "=":
            incomplete = ""
        elif args[-1:] == ["="]:
            args = args[:-1]
        else:
            return args, incomplete
        if not args or args[-1].startswith("-"):
            return args, incomplete
        # bash replaces only the part after `=`.
        self._before = f"{args[-1]}="
        return args[:-1], f"{self._before}{incomplete}"

    def format_completion(self, item: Any) -> str:
        """Return the type and the value; the `read` of the completion script removes one of two backslashes."""
        value = item.value.removeprefix(self._before)
        quoted = _SPECIAL.sub(r"\\\\\g<0>", value) if item.type == "plain" else value
        return f"{item.type},{quoted}"


def register() -> None:
    """Register the completion of bash."""
    add_completion_class(QuotingBashComplete, "bash")
