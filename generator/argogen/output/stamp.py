"""Stamps: the comment at the top of a manifest, with its inputs and the digests of them and of the manifest.

By the digests a manifest is known to be up to date without rendering it, and a manual edit is distinguished from a
change of the inputs.
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
    """The inputs of a manifest. All paths are relative to the manifest's own folder, with `/`.

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
        """Whether another stamp names the same inputs, whatever the digests are."""
        return other is not None and self[:4] == other[:4]


class Stamped(NamedTuple):
    """A text as it was found: its stamp, if any, its body, and the full text, all with line feeds as line ends."""

    stamp: Stamp | None
    body: str
    text: str

    @property
    def is_edited(self) -> bool:
        """Whether it was edited manually since argogen wrote it; a merge of two manifests by git is no edit."""
        if self.stamp is None:
            return False
        return digest_text(self.body) != self.stamp.output_digest and not self.is_merged

    @property
    def is_merged(self) -> bool:
        """Whether it has conflict markers of git, and argogen wrote both sides."""
        sides = [split_stamp(_CONFLICT.sub(side, self.text)) for side in (r"\1", r"\2")]
        return _CONFLICT.search(self.text) is not None and not any(
            side.stamp is None or side.is_edited for side in sides
        )


def add_stamp(body: str, stamp: Stamp) -> str:
    """Return the manifest with a stamp at its top, which gets the digest of the body."""
    return _HEAD + "".join(_write_lines(stamp._replace(output_digest=digest_text(body)))) + body


def is_stamped(text: str) -> bool:
    """Whether a text has a stamp: argogen has written it."""
    return split_stamp(text).stamp is not None


def blank_stamp(text: str) -> str:
    """Return the text with empty lines in place of its stamp, so that all else keeps its line number."""
    stamped = split_stamp(text)
    missing = stamped.text.count("\n") - stamped.body.count("\n")
    return "\n" * missing + stamped.body if stamped.stamp is not None else text


def split_stamp(text: str) -> Stamped:
    """Split a text into stamp and body; comments before the stamp belong to the body."""
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
    """Write a value on its line, quoted as in JSON if it would not be read back as it is."""
    plain = value.isprintable() and value == value.strip() and not value.startswith('"')
    return value if plain else json.dumps(value)


def _read(value: str) -> str:
    try:
        return str(json.loads(value)) if value.startswith('"') else value
    except ValueError:
        return value
