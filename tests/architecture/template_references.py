"""What the template files refer to, read from their source: nothing is rendered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes
from jinja2.meta import find_referenced_templates

# The delimiters of template files; see argogen/templating/environment.py.
_FILES = {"field": "fields/{}.yaml.j2", "code": "code/{}.py.j2"}
_READER = Environment(variable_start_string="${{", variable_end_string="}}", autoescape=True)


def find_references(text: str) -> Iterator[str]:
    """The template files that a template needs; `field(…)` with anything but a plain name gives "fields/?"."""
    tree = _READER.parse(text)
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in _FILES:
            name = call.args[0]
            yield _FILES[call.node.name].format(name.value if isinstance(name, nodes.Const) else "?")
    yield from (name or "?" for name in find_referenced_templates(tree))


def find_passed_fields(text: str, variable: str) -> list[str]:
    """The fields that pass through and that a template places, each under its own name."""
    return re.findall(rf"^(\w+): \$\{{\{{ {variable}\.settings\.\1 \}}\}}$", text, re.MULTILINE)


def find_missing_templates(folder: Path) -> list[str]:
    """Return the template files that others require and that do not exist."""
    return sorted(
        f"{file.relative_to(folder).as_posix()} needs {part}"
        for file in folder.rglob("*.j2")
        for part in find_references(file.read_text("utf-8"))
        if not (folder / part).is_file()
    )


def find_unused_templates(folder: Path, used: set[str]) -> list[str]:
    """The template files that nothing needs; `used` are those that the code asks for."""
    files = {file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in folder.rglob("*.j2")}
    return sorted(set(files) - used - {part for text in files.values() for part in find_references(text)})
