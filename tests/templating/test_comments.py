"""Each template file starts with the variables that it can use, as docs/reference/template_comments.py writes them."""

from __future__ import annotations

from argogen.resources import TEMPLATES
from argogen.templating.lookup import list_files
from docs.reference.template_comments import list_described


def test_the_variables_in_the_comments_are_current() -> None:
    names = [name for name in list_files(TEMPLATES) if name.count(".") == 2]
    kept = {name: (TEMPLATES / name).read_text("utf-8") for name in names}
    assert list_described() == kept, "run: python -m docs.reference"


def test_a_comment_names_fields_with_their_types_and_meaning() -> None:
    call = (TEMPLATES / "fields/call.yaml.j2").read_text("utf-8")
    assert "\n      call.arguments: list of Parameter. Parameter arguments.\n" in call
    program = (TEMPLATES / "code/call.py.j2").read_text("utf-8")
    assert "\n      program.arguments: list of string. Names of the arguments.\n" in program
    template = (TEMPLATES / "constructs/template.yaml.j2").read_text("utf-8")
    assert "\n        template.settings.nodeSelector: " in template
