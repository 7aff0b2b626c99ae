"""The comment at the top of a manifest: what it was made from, and the digests of what went in and what came out.

With them it is quick to know that a manifest is what rendering would give again, and a change by hand can be told from
a change of what it is made from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from argogen.provenance import digest_text

_HEAD = "# Made by argogen: change what it is made from, not this file.\n"
_LINE = "#   "
# What git writes where two branches have changed the same lines, as two or as three texts.
_CONFLICT = re.compile(
    r"^<{7} .*\n((?:.*\n)*?)(?:^\|{7}.*\n(?:.*\n)*?)?^={7}\n((?:.*\n)*?)^>{7} .*\n",
    re.MULTILINE,
)


class Stamp(NamedTuple):
    """Where a manifest is from. All paths lead from the manifest's own folder, with `/`.

    `pipeline` is empty for one from standard input; `files` are those that the pipeline pulls in, and folders of
    templates that it names (with `/` at the end); `variables` are those of the environment that it uses. The digests
    are those of all inputs and of the manifest.
    """

    pipeline: str = ""
    files: tuple[str, ...] = ()
    environment: str = ""
    variables: tuple[str, ...] = ()
    input_digest: str = ""
    output_digest: str = ""

    def names_same_inputs(self, other: Stamp | None) -> bool:
        """Whether another stamp names the same things, whatever the digests are."""
        return other is not None and self[:4] == other[:4]


class Stamped(NamedTuple):
    """A text as it was found: its stamp, if it has one, the rest of it, and the whole, all lines ending alike."""

    stamp: Stamp | None
    body: str
    text: str

    @property
    def is_edited(self) -> bool:
        """Whether somebody has changed it since argogen wrote it; what a merge makes of two manifests is no change."""
        if self.stamp is None:
            return False
        return digest_text(self.body) != self.stamp.output_digest and not self.is_merged

    @property
    def is_merged(self) -> bool:
        """Whether it has git's conflict markers, and each side is as argogen wrote it."""
        sides = [split_stamp(_CONFLICT.sub(side, self.text)) for side in (r"\1", r"\2")]
        return _CONFLICT.search(self.text) is not None and not any(
            side.stamp is None or side.is_edited for side in sides
        )


def add_stamp(body: str, stamp: Stamp) -> str:
    """The manifest with a stamp at its top; the digest of what came out is that of the body."""
    return _HEAD + "".join(_write_lines(stamp._replace(output_digest=digest_text(body)))) + body


def is_stamped(text: str) -> bool:
    """Whether a text has a stamp: it is a manifest that argogen has made."""
    return split_stamp(text).stamp is not None


def blank_stamp(text: str) -> str:
    """The text with its stamp, if it has one, as empty lines, so that all else stays on its line."""
    stamped = split_stamp(text)
    missing = stamped.text.count("\n") - stamped.body.count("\n")
    return "\n" * missing + stamped.body if stamped.stamp is not None else text


def split_stamp(text: str) -> Stamped:
    """A text as its stamp and the rest. Lines that somebody has put before the stamp belong to the rest."""
    text = text.replace("\r\n", "\n")
    before, head, after = text.partition(_HEAD)
    if not head or (before.strip() and not _is_comment(before)):
        return Stamped(None, text, text)
    lines = []
    while after.startswith(_LINE):
        line, _, after = after.partition("\n")
        lines.append(line.removeprefix(_LINE))
    return Stamped(_read_lines(lines), before + after, text)


def _is_comment(text: str) -> bool:
    return all(line.startswith("#") for line in text.splitlines())


def _write_lines(stamp: Stamp) -> Iterator[str]:
    written = [
        ("pipeline", stamp.pipeline),
        *(("file", file) for file in stamp.files),
        ("environment", stamp.environment),
        *(("variable", name) for name in stamp.variables),
        ("in", stamp.input_digest),
        ("out", stamp.output_digest),
    ]
    return (f"{_LINE}{name}: {_write(value)}\n" for name, value in written if value)


def _read_lines(lines: Iterable[str]) -> Stamp:
    found: dict[str, list[str]] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        found.setdefault(name, []).append(_read(value))
    one = {name: values[-1] for name, values in found.items()}
    return Stamp(
        one.get("pipeline", ""),
        tuple(found.get("file", ())),
        one.get("environment", ""),
        tuple(found.get("variable", ())),
        one.get("in", ""),
        one.get("out", ""),
    )


def _write(value: str) -> str:
    """A value on its line; one that would not come back as it is, in JSON's quotes."""
    plain = value.isprintable() and value == value.strip() and not value.startswith('"')
    return value if plain else json.dumps(value)


def _read(value: str) -> str:
    try:
        return str(json.loads(value)) if value.startswith('"') else value
    except ValueError:
        return value
