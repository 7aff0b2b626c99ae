"""Argo's tags in a text, and the references in them: found here, understood in `scope`.

`{{ a.b }}` holds one dotted name. `{{= … }}` holds an expression of the expr language, in which every dotted or
bracketed name that is not inside a string is a candidate. Argo ends a tag at the first `}}`, and so does this.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

# The innermost tag, so that the inner one of `{{inputs.parameters.{{item}}}}` is found.
_TAG = re.compile(r"\{\{((?:(?!\{\{|\}\}).)*)\}\}", re.DOTALL)
_NAME = re.compile(r"[A-Za-z0-9_][-\w]*(?:\.[-\w]+|\.?\[\d+\])*")
# In an expression a dash may belong to a name or be a minus: `a-b` is a name where a letter follows the dash, and so is
# the `step-1` of `step-1.status`; `count-1` is a subtraction.
_ROOT = r"[A-Za-z_]\w*(?:-[A-Za-z_]\w*|-\d\w*(?=[-\w]*(?:\.[A-Za-z_]|\[)))*"
_ACCESS = r"""(?:\??\.[A-Za-z_]\w*(?:-[A-Za-z_]\w*)*|\[(?:'[^']*'|"[^"]*")\])*"""
_TOKEN = re.compile(
    r"""(?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`)"""
    rf"""|(?<![\w.$\#])(?P<chain>{_ROOT}{_ACCESS})(?P<call>\s*\()?"""
)
_WORDS = frozenset(
    {
        "true", "false", "nil", "in", "not", "and", "or", "matches", "contains", "startsWith", "endsWith", "let", "if",
        "else",
    }
)  # fmt: skip
_BOUND = re.compile(r"\blet\s+([A-Za-z_]\w*)\s*=")
_MEMBER = re.compile(r"""\??\.([A-Za-z_][-\w]*)|\[(?:'([^']*)'|"([^"]*)")\]|([A-Za-z_][-\w]*)""")
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")


class Reference(NamedTuple):
    """A candidate for a reference: as written, and in parts; `called` when it is followed by `(`.

    `tag` is the whole tag that it stands in, and `offset` where in it, so that a fault can be shown at its column.
    """

    text: str
    parts: tuple[str, ...]
    in_expression: bool
    called: bool = False
    tag: str = ""
    offset: int = 0


Resolve = Callable[[Reference], "tuple[str, ...] | None"]


def references(text: str) -> tuple[Reference, ...]:
    """The candidates in the tags of a text, in order."""
    return _scan(text) if "{{" in text else ()


def find_unclosed(text: str) -> str:
    """The beginning of a tag that nothing closes, "" if there is none."""
    if text.count("{{") <= text.count("}}"):
        return ""
    rest = _TAG.sub("", text)
    at = rest.find("{{")
    return rest[at:].splitlines()[0] if at >= 0 else ""


@functools.lru_cache(maxsize=4096)
def _scan(text: str) -> tuple[Reference, ...]:
    found: list[Reference] = []
    for tag in _TAG.finditer(text):
        body = tag[1].strip()
        offset = tag[0].index(body, 2) if body else 0
        if body.startswith("="):
            found.extend(_in_expression(body[1:], tag[0], offset + 1))
        elif _NAME.fullmatch(body):
            found.append(Reference(body, tuple(body.split(".")), False, tag=tag[0], offset=offset))
    return tuple(found)


def expression_references(expression: str) -> tuple[Reference, ...]:
    """The candidates in an expression without braces."""
    return tuple(_in_expression(expression, expression, 0))


def _in_expression(expression: str, tag: str, start: int) -> Iterator[Reference]:
    bound = set(_BOUND.findall(expression))
    for token in _TOKEN.finditer(expression):
        if (chain := token["chain"]) and not _is_own(token, bound):
            yield Reference(chain, split_chain(chain), True, bool(token["call"]), tag, start + token.start("chain"))


def _is_own(token: re.Match[str], bound: set[str]) -> bool:
    """Whether a chain is a word of the language, a key of a mapping, or begins with a name that `let` makes."""
    chain = token["chain"]
    before, after = token.string[: token.start()].rstrip(), token.string[token.end("chain") :].lstrip()
    is_key = before.endswith(("{", ",")) and after.startswith(":")
    return chain in _WORDS or is_key or split_chain(chain)[0] in bound


def split_chain(chain: str) -> tuple[str, ...]:
    """`a.b['c d']` in parts."""
    return tuple(next(part for part in member.groups() if part is not None) for member in _MEMBER.finditer(chain))


def replace(text: str, resolve: Resolve) -> str:
    """The text with each reference that `resolve` knows in Argo's form; tags that hold no other are left as written."""
    if "{{" not in text:
        return text
    return _TAG.sub(lambda tag: _replace_tag(tag[0], tag[1], resolve), text)


def _replace_tag(tag: str, body: str, resolve: Resolve) -> str:
    written = body.strip()
    if written.startswith("="):
        changed = replace_in_expression(body, resolve)
        return tag if changed == body else "{{" + changed + "}}"
    if not _NAME.fullmatch(written):
        return tag
    parts = resolve(Reference(written, tuple(written.split(".")), in_expression=False))
    return tag if parts is None else "{{" + ".".join(parts) + "}}"


def replace_in_expression(expression: str, resolve: Resolve) -> str:
    """The expression with each reference that `resolve` knows in Argo's form."""
    bound = set(_BOUND.findall(expression))

    def substitute(token: re.Match[str]) -> str:
        chain = token["chain"]
        if not chain or _is_own(token, bound):
            return token[0]
        parts = resolve(Reference(chain, split_chain(chain), True, bool(token["call"])))
        return token[0] if parts is None else as_chain(parts) + (token["call"] or "")

    return _TOKEN.sub(substitute, expression)


def as_chain(parts: tuple[str, ...]) -> str:
    """Parts as the expr language reads them: a part that is no identifier goes into brackets."""
    first, *rest = parts
    return first + "".join(f".{part}" if _IDENTIFIER.fullmatch(part) else f"['{part}']" for part in rest)


def is_reference(text: str) -> bool:
    """Whether a text is one dotted name, such as stands in a tag."""
    return "." in text and _NAME.fullmatch(text) is not None


def braced(text: str) -> str:
    """A text as a tag where it is a bare reference, else as it is."""
    return f"{{{{{text}}}}}" if is_reference(text) else text


def is_one_tag(text: str, root: str) -> bool:
    """Whether a text is one plain tag that begins with `root`, and nothing else."""
    tag = _TAG.fullmatch(text.strip())
    return tag is not None and tag[1].strip().startswith(f"{root}.") and _NAME.fullmatch(tag[1].strip()) is not None


def as_expression(text: str) -> str:
    """A text with tags, all written out, as one expression of the expr language."""
    alone = _TAG.fullmatch(text.strip())
    if alone is not None and alone[1].strip().startswith("="):
        return alone[1].strip()[1:].strip()
    parts: list[str] = []
    end = 0
    for tag in _TAG.finditer(text):
        parts += [json.dumps(text[end : tag.start()], ensure_ascii=False)] if tag.start() > end else []
        body = tag[1].strip()
        parts.append(f"({body[1:].strip()})" if body.startswith("=") else as_chain(tuple(body.split("."))))
        end = tag.end()
    parts += [json.dumps(text[end:], ensure_ascii=False)] if end < len(text) else []
    return " + ".join(parts)
