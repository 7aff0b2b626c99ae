"""Code blocks and links of a documentation page.

A block of code has a role after its language: `file=NAME` is the content of that file, `run` a console with commands
after `$` and their output below them, `output` the output of the last command before it, and `output part` some lines
of that. `tool=NAME` is a console of another program, which takes long or is not installed everywhere; a file after it
is the output file of its last command.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_BLOCK = re.compile(r"^```(\w+)(?: ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A block of code; `role` is the word after its language."""

    language: str
    role: str
    text: str


@dataclass(frozen=True)
class Command:
    """A console command and its output; `shown` is "all" of it, or "part"."""

    line: str
    printed: str
    shown: str = "all"


def read_page(name: str) -> str:
    """Return the source of a page."""
    return (ROOT / name).read_text("utf-8")


def find_blocks(page: str) -> list[Block]:
    """Return the code blocks of a page."""
    return [Block(*found) for found in _BLOCK.findall(page)]


def find_commands(blocks: list[Block], tools: Collection[str] = ()) -> Iterator[Command]:
    """Return the executable commands of a page with the output that it shows, also those of other `tools`."""
    for block, following in zip(blocks, [*blocks[1:], Block("", "", "")], strict=True):
        if block.role.removeprefix("tool=") not in ("run", *tools):
            continue
        *others, last = (_read_command(text) for text in re.split(r"(?m)^\$ ", block.text)[1:])
        yield from others
        if following.role.startswith("output"):
            last = Command(last.line, following.text, "part" if following.role == "output part" else "all")
        yield last


def find_tools(blocks: list[Block]) -> list[str]:
    """Return the other programs whose commands a page shows."""
    return sorted({block.role.removeprefix("tool=") for block in blocks if block.role.startswith("tool=")})


def _read_command(text: str) -> Command:
    line, _, printed = text.partition("\n")
    return Command(line, printed)


def find_links(page: str) -> list[str]:
    """Return the targets of all links."""
    return _LINK.findall(_BLOCK.sub("", page))


def find_code(page: str) -> list[str]:
    """Return all inline code."""
    return _CODE.findall(_BLOCK.sub("", page))


@functools.cache
def find_anchors(page: str) -> set[str]:
    """Return the anchors of a page, by the rules of GitHub."""
    headings = (heading.lower().replace(" ", "-") for heading in _HEADING.findall(_BLOCK.sub("", page)))
    return {re.sub(r"[^\w-]", "", heading) for heading in headings}


def find_broken_links(page: str, root: Path = ROOT) -> list[str]:
    """Return links to missing files and headings; links to other sites are not followed."""
    return [target for target in find_links(page) if "://" not in target and not _leads_somewhere(target, page, root)]


def _leads_somewhere(target: str, page: str, root: Path) -> bool:
    file, _, anchor = target.partition("#")
    if file and not (root / file).exists():
        return False
    return not anchor or anchor in find_anchors((root / file).read_text("utf-8") if file else page)


def find_missing_paths(page: str, root: Path = ROOT) -> list[str]:
    """Return inline code that is a path below a directory of the checkout and does not exist."""
    paths = [code for code in find_code(page) if re.fullmatch(r"[\w.-][\w./-]*", code) and "/" in code]
    return [path for path in paths if (root / path.partition("/")[0]).is_dir() and not (root / path).exists()]
