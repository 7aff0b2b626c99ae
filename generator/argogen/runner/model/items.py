"""Items of loops: their kind, their text in tags, and their part of the node's name."""

from __future__ import annotations

from argogen.runner.model.json_text import escape_html, split_list, split_object, unescape_html

_PARENTHESES = str.maketrans("", "", "()")


def show_item(text: str) -> str:
    """Return an item, in compact JSON, as a string: strings without quotes, with their escapes."""
    written = unescape_html(escape_html(text))
    return written[1:-1] if written.startswith('"') else written


def build_item_values(text: str) -> tuple[dict[str, str], str]:
    """Return the variables of an item, and its description in the name of the node."""
    first = text[0]
    if first == "{":
        members = split_object(text)
        shown = {name: show_item(value) for name, value in members.items()}
        values = {f"item.{name}": value for name, value in shown.items()}
        ordered = ",".join(f"{_quote(name)}:{escape_html(members[name])}" for name in sorted(members))
        return values | {"item": f"{{{ordered}}}"}, ",".join(sorted(f"{name}:{value}" for name, value in shown.items()))
    if first == "[" or text == "null":
        elements = " ".join(map(show_item, split_list(text)))
        return {"item": escape_html(text)}, f"[{elements}]"
    shown_item = show_item(text)
    return {"item": shown_item}, shown_item


def _quote(name: str) -> str:
    return escape_html('"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"')


def name_item(name: str, index: int, description: str) -> str:
    """Return the name of a step or task for one item of its loop."""
    return f"{name}({index}:{description.translate(_PARENTHESES)})"
