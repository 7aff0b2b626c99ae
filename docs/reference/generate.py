"""Write the pages of this folder from what they are about: the schemas, and the commands themselves.

    python docs/reference/generate.py [FOLDER]

A test compares the pages with what this gives, so that they tell the truth.
"""

from __future__ import annotations

import functools
import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click

from argogen.argo.variables import VARIABLES, Variable, VariableScope
from argogen.catalogue import RULES, Rule
from argogen.cli.main import cli
from argogen.explanations import explain
from argogen.language.validation.value_descriptions import join_alternatives, name_kinds, write_flow
from argogen.schemas import read_own_schema, read_schema

HERE = Path(__file__).parent
_MADE = "<!-- Made by generate.py in this folder: change what it is made from. -->\n"
_OWN = "#/$defs/"

Schema = Mapping[str, Any]


def write_pages() -> dict[str, str]:
    """The text of each page by its file name."""
    return {
        "commands.md": write_commands(),
        "pipeline.md": write_schema(
            "pipeline", "Pipelines", "A pipeline file holds one or several of these documents."
        ),
        "project.md": write_schema(
            "project", "Project files", "`argogen.yaml`, or `[tool.argogen]` of `pyproject.toml`."
        ),
        "rules.md": write_rules(),
        "variables.md": write_variables(),
        "pack.md": write_schema("pack", "Packs", "`argogen-pack.yaml`, at the top of a pack."),
        "runnable-configuration.md": write_schema(
            "runnable-configuration",
            "Configurations of runnable",
            "The file that `--config-file` names; `argo_executor` has the keys of its executor of type `argo`.",
        ),
    }


def write_rules() -> str:
    """The page of all rules: a table, and what `argogen explain` says of each."""
    rows = "".join(
        f"| {_link_rule(rule)} | `{rule.name}` | {_write_severity(rule)} | {rule.summary} |\n"
        for rule in RULES.values()
    )
    head = "Each has its page in `argogen explain`; [how to](../how-to/lint.md) choose among them.\n"
    table = f"| code | name | | what is wrong |\n|---|---|---|---|\n{rows}"
    sections = "\n".join(_write_rule(rule) for rule in RULES.values())
    return f"{_MADE}\n# Rules\n\n{head}\n{table}\n{sections}"


def write_variables() -> str:
    """The page of Argo's variables: a table of where each has a value, and since which version."""
    rows = "".join(_write_variable(variable) for variable in VARIABLES)
    scopes = "".join(f"| {scope.name.lower()} | {scope.value} |\n" for scope in VariableScope)
    head = "What tags and expressions of Argo Workflows can use, and where it has a value; `*` is any one name.\n"
    legend = f"| where | |\n|---|---|\n{scopes}"
    table = f"| variable | in expressions | where | since |\n|---|---|---|---|\n{rows}"
    return f"{_MADE}\n# Variables\n\n{head}\n{table}\n{legend}"


def _write_variable(variable: Variable) -> str:
    everywhere = next(row.scopes for row in VARIABLES if tuple(row.parts) == ("workflow", "name"))
    names = [scope.name.lower() for scope in VariableScope if scope in variable.scopes]
    where = "everywhere" if variable.scopes == everywhere else ", ".join(names)
    return f"| `{'.'.join(variable.parts)}` | {variable.kind} | {where} | {variable.since} |\n"


def _link_rule(rule: Rule) -> str:
    return f"[{rule.code}](#{rule.code.lower()}-{rule.name})"


def _write_severity(rule: Rule) -> str:
    severity = rule.severity.value if rule.is_default else f"{rule.severity.value}, if selected"
    return f"{severity}, fixable" if rule.is_fixable else severity


def _write_rule(rule: Rule) -> str:
    text = re.sub(r"^## ", "### ", explain(rule).strip(), flags=re.MULTILINE)
    return f"## {rule.code} {rule.name}\n\n{text}\n"


def write_commands() -> str:
    """The page of all commands."""
    sections = "\n".join(_write_command(path, command) for path, command in _list_commands("argogen", cli))
    return f"{_MADE}\n# Commands\n\n{sections}"


def _list_commands(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            if inner := command.get_command(context, name):
                yield from _list_commands(f"{path} {name}", inner)


def _write_command(path: str, command: click.Command) -> str:
    pieces = " ".join(command.collect_usage_pieces(click.Context(command)))
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    rows = "".join(_write_option(option) for option in options)
    table = f"\n| option | |\n|---|---|\n{rows}" if rows else ""
    inner = "".join(_write_link(path, name, text) for name, text in _list_inner(command))
    lists = f"\n| command | |\n|---|---|\n{inner}" if inner else ""
    return f"## {path}\n\n```console\n$ {path} {pieces}\n```\n\n{_write_help(command)}{table}{lists}"


def _list_inner(command: click.Command) -> Iterator[tuple[str, str]]:
    """The commands of a group, each with what it does."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            yield name, inner.get_short_help_str(200) if inner else ""


def _write_link(path: str, name: str, text: str) -> str:
    anchor = f"{path} {name}".replace(" ", "-")
    return f"| [`{name}`](#{anchor}) | {text} |\n"


def _write_help(command: click.Command) -> str:
    """The command's help, its examples as a console."""
    parts = re.split(r"\n{2,}", inspect.cleandoc(command.help or ""))
    return "\n\n".join(_write_part(part) for part in parts) + "\n"


def _write_part(part: str) -> str:
    if part.startswith("\b"):
        return "```console\n" + "\n".join(f"$ {line.strip()}" for line in part.splitlines()[1:]) + "\n```"
    return " ".join(part.split()).replace("<", "\\<")


def _write_option(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in [*option.opts, *option.secondary_opts])
    value = "" if option.is_flag else f" `{_name_value(option)}`"
    repeated = " May be given several times." if option.multiple else ""
    default = f" `{option.default}` if not given." if isinstance(option.default, str) and option.show_default else ""
    return f"| {names}{value} | {_escape(option.help or '')}{default}{repeated} |\n"


def _name_value(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        return "\\|".join(map(str, option.type.choices))
    return option.metavar or option.type.name.upper()


def write_schema(name: str, title: str, about: str) -> str:
    """The page of a schema: what the document may hold, and every definition of its own."""
    whole, own = read_schema(name), read_own_schema(name)["$defs"]
    page = _Page(whole, f"{name}.md")
    sections = "\n".join(page.write_definition(key, whole["$defs"][key]) for key in own)
    return f"{_MADE}\n# {title}\n\n{about}\n\n{page.write_keys(whole)}\n{sections}"


class _Page(NamedTuple):
    """A schema, and the file name of its page."""

    whole: Schema
    file: str

    def write_definition(self, name: str, row: Schema) -> str:
        """One definition: what it is, examples, and its keys if it has any."""
        about = " ".join([row.get("description", ""), *self._list_facts(row)])
        key = self._find_key(name)
        examples = "\n".join(_write_example(key, example) for example in row.get("examples", ())[:2])
        shown = f"```yaml\n{examples}\n```\n" if examples else ""
        return "\n".join(filter(None, [f"## {name}\n", f"{about}\n", shown, self.write_keys(row)]))

    def _find_key(self, name: str) -> str:
        """A key whose value a definition describes; empty for what stands under names, or in lists."""
        holders = (self.whole, *self.whole["$defs"].values())
        parts = (item for holder in holders for item in holder.get("properties", {}).items())
        return next((key for key, part in parts if part.get("$ref") == f"{_OWN}{name}"), "")

    def write_keys(self, row: Schema) -> str:
        """The keys of an object, as a table."""
        properties = row.get("properties", {})
        if not properties:
            return ""
        rows = "".join(f"| {self._name(key, part)} | {self._describe(part)} |\n" for key, part in properties.items())
        needed = f"\nNeeded: {_quote(row['required'], 'and')}.\n" if "required" in row else ""
        return f"| key | |\n|---|---|\n{rows}{needed}"

    def _name(self, key: str, part: Schema) -> str:
        return self._link(part["$ref"], key) if "$ref" in part else f"`{key}`"

    def _describe(self, part: Schema) -> str:
        there = self.whole["$defs"].get(part.get("$ref", "").removeprefix(_OWN), {})
        return _escape(part.get("description") or there.get("description", ""))

    def _link(self, reference: str, shown: str = "") -> str:
        name = reference.removeprefix(_OWN)
        file = _find_page(name)
        return f"[`{shown or name}`]({'' if file == self.file else file}#{name})"

    def _list_facts(self, row: Schema) -> Iterator[str]:
        """What the schema says beside the description, in words."""
        types = row.get("type", ())
        kinds = name_kinds([types] if isinstance(types, str) else types)
        if kinds and "properties" not in row:
            yield f"Type: {kinds}."
        if "enum" in row:
            yield f"One of {_quote([value for value in row['enum'] if value is not None])}."
        if "$ref" in row:
            yield f"It has the keys of {self._link(row['$ref'])}."
        for keyword, what in (("additionalProperties", "value"), ("items", "item")):
            inner = row.get(keyword)
            if isinstance(inner, dict) and "$ref" in inner:
                yield f"Each {what}: {self._link(inner['$ref'])}."
        if fields := row.get("x-argo"):
            yield f"In Argo: {_quote([f'{owner}.{field}' for owner, field in fields.items()], 'and')}."


@functools.cache
def _find_page(definition: str) -> str:
    """The file name of the page that has a definition."""
    schemas = ("pipeline", "project", "pack", "runnable-configuration")
    return next(f"{name}.md" for name in schemas if definition in read_own_schema(name)["$defs"])


def _quote(words: Iterable[object], last: str = "or") -> str:
    return join_alternatives([f"`{word}`" for word in words], last)


def _write_example(key: str, example: Any) -> str:
    """An example on one line, under its key if it has one."""
    return write_flow({key: example})[1:-1] if key else write_flow(example)


def _escape(text: str) -> str:
    """A sentence as it can stand in a table."""
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for file, text in write_pages().items():
        (folder / file).write_text(text, "utf-8")
