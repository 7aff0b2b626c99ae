"""Lookup of template files by name, and overrides that extend the file that they replace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jinja2 import TemplateNotFound
from jinja2.exceptions import SecurityError

from argogen.diagnostics import Diagnostic
from argogen.host import Host
from argogen.templating import templates as templates_module
from argogen.templating.lookup import Lookup
from argogen.templating.templates import Templates

Refuse = Callable[..., Diagnostic]

CONTAINER = """\
name: ${{ template.name }}
{% block body %}
container:
  {% block container %}
  image: ${{ template.image }}
  command: ${{ template.command }}
  {% endblock %}
{% endblock %}
env: ${{ field("env-vars", template.env) }}
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory in place of the built-in templates."""
    folder = tmp_path / "own"
    write(folder, "constructs/container.yaml.j2", CONTAINER)
    write(folder, "fields/env-vars.yaml.j2", "{% for name in env_vars %}\n- ${{ name }}\n{% endfor %}\n")
    write(folder, "manifest.yaml.j2", "templates:\n{% for t in ts %}\n- ${{ construct(t) }}\n{% endfor %}\n")
    monkeypatch.setattr(templates_module, "Lookup", lambda folders, named, host: Lookup(folders, named, folder, host))
    return folder


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def render(*folders: Path) -> Any:
    template = {"construct": "container", "name": "a", "image": "i", "command": ("sh",), "env": {"A": 1}}
    data = Templates(folders, host=Host(working_directory=Path.cwd())).render(
        "manifest.yaml.j2", ts=[template, {**template, "env": None}]
    )
    assert data["templates"][1] == {key: value for key, value in data["templates"][0].items() if key != "env"}
    return data["templates"][0]


def test_argogens_own_files_are_used_where_no_folder_has_one(own: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert render() == {"name": "a", "container": {"image": "i", "command": ["sh"]}, "env": ["A"]}
    assert render(tmp_path / "empty", tmp_path / "missing") == render()


def test_the_first_folder_that_has_a_file_wins(own: Path, tmp_path: Path) -> None:
    write(tmp_path / "one", "fields/env-vars.yaml.j2", "one: ${{ env_vars }}")
    write(tmp_path / "two", "fields/env-vars.yaml.j2", "two: 2")
    assert render(tmp_path / "one", tmp_path / "two")["env"] == {"one": {"A": 1}}
    assert render(tmp_path / "two", tmp_path / "one")["env"] == {"two": 2}


def test_an_override_changes_one_block_of_the_file_that_it_shadows(own: Path, tmp_path: Path) -> None:
    text = (
        '{% extends "argogen/constructs/container.yaml.j2" %}\n'
        "{% block container %}\n"
        "      ${{ super() }}\n"
        "      tty: ${{ true }}\n"
        "{% endblock %}\n"
    )
    write(tmp_path / "team", "constructs/container.yaml.j2", text)
    assert render(tmp_path / "team")["container"] == {"image": "i", "command": ["sh"], "tty": True}


def test_an_override_wraps_a_larger_block(own: Path, tmp_path: Path) -> None:
    text = (
        '{% extends "argogen/constructs/container.yaml.j2" %}\n'
        "{% block body %}\n"
        "labels: {team: a}\n"
        "${{ super() }}\n"
        "nested:\n"
        "  again:\n"
        "    ${{ super() }}\n"
        "{% endblock %}\n"
    )
    write(tmp_path / "team", "constructs/container.yaml.j2", text)
    container = {"image": "i", "command": ["sh"]}
    assert render(tmp_path / "team")["nested"] == {"again": {"container": container}}
    assert list(render(tmp_path / "team")) == ["name", "labels", "container", "nested", "env"]


def test_finding_and_listing(own: Path, tmp_path: Path) -> None:
    write(tmp_path / "team", "fields/mine.yaml.j2", "")
    write(tmp_path / "team", "fields/env-vars.yaml.j2", "")
    write(tmp_path / "team", "README.md", "")
    lookup = Lookup([tmp_path / "team"], own=own)
    assert lookup.find("fields/env-vars.yaml.j2") == tmp_path / "team/fields/env-vars.yaml.j2"
    assert lookup.find("argogen/fields/env-vars.yaml.j2") == own / "fields/env-vars.yaml.j2"
    assert lookup.list_templates() == [
        "constructs/container.yaml.j2",
        "fields/env-vars.yaml.j2",
        "fields/mine.yaml.j2",
        "manifest.yaml.j2",
    ]


def test_a_missing_file_is_named_with_the_folders_and_the_line_that_asks_for_it(refuse: Refuse) -> None:
    diagnostic = refuse("a: 1\nb: ${{ field('nope', 1) }}\n")
    assert str(diagnostic.place) == "templates/part.yaml.j2:2:1"
    assert diagnostic.message.startswith("template file `fields/nope.yaml.j2` not found in templates, ")
    diagnostic = refuse("a: 1\n{% extends 'argogen/nope.j2' %}\n")
    assert str(diagnostic.place) == "templates/part.yaml.j2:2:21"
    assert "`nope.j2` not found in /" in diagnostic.message


def test_a_missing_file_that_no_template_asks_for(refuse: Refuse, folder: Path) -> None:
    with pytest.raises(Exception, match=r"template file `nope\.j2` not found in templates"):
        Templates([folder], host=Host(working_directory=Path.cwd())).render("nope.j2")


@pytest.mark.parametrize(
    "name", ["../secret", "a/../../secret", "/etc/passwd", "argogen/../secret", "a\\..\\b", "C:x", "a\0b"]
)
@pytest.mark.parametrize(
    "statement",
    [
        *("{%% include %r %%}", "{%% import %r as x %%}", "{%% extends %r %%}"),
        *("${{ construct({'construct': %r}) }}", "${{ field(%r, 1) }}"),
    ],
)
def test_a_name_cannot_lead_out_of_the_folders(refuse: Refuse, folder: Path, name: str, statement: str) -> None:
    (folder.parent / "secret").write_text("secret")
    diagnostic = refuse("a: 1\n" + statement % name)
    assert diagnostic.place.line == 2
    assert "invalid template name" in diagnostic.message or "not found in" in diagnostic.message
    assert "secret: " not in diagnostic.message


def test_a_link_cannot_lead_out_of_its_folder(refuse: Refuse, folder: Path) -> None:
    (folder.parent / "secret").write_text("secret: 1")
    (folder / "link").symlink_to(folder.parent / "secret")
    assert "links to a file outside of its directory" in refuse("{% include 'link' %}").message


def test_a_link_within_a_folder_and_a_linked_folder_are_fine(tmp_path: Path) -> None:
    write(tmp_path / "real", "a.j2", "a: 1")
    (tmp_path / "real/b.j2").symlink_to("a.j2")
    (tmp_path / "link").symlink_to("real")
    assert Templates([tmp_path / "link"], host=Host(working_directory=Path.cwd())).render("b.j2") == {"a": 1}


def test_lookup_raises_by_kind(tmp_path: Path) -> None:
    with pytest.raises(TemplateNotFound):
        Lookup([tmp_path], host=Host(working_directory=Path.cwd())).find("nope")
    with pytest.raises(SecurityError):
        Lookup([tmp_path], host=Host(working_directory=Path.cwd())).find("../nope")
