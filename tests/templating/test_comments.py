"""Each template file starts with the variables that it can use, as docs/reference/describe_templates.py writes them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from argogen.resources import TEMPLATES
from argogen.templating.lookup import list_files

ROOT = Path(__file__).resolve().parents[2]


def read_all(folder: Path) -> dict[str, str]:
    return {name: (folder / name).read_text("utf-8") for name in list_files(folder) if name.endswith(".yaml.j2")}


def test_the_variables_in_the_comments_are_current(tmp_path: Path) -> None:
    script = ROOT / "docs/reference/describe_templates.py"
    made = subprocess.run([sys.executable, script, tmp_path], capture_output=True, text=True, check=False)
    assert (made.returncode, made.stderr) == (0, "")
    assert read_all(TEMPLATES) == read_all(tmp_path), "run: python docs/reference/describe_templates.py"


def test_a_comment_names_fields_with_their_types_and_meaning() -> None:
    call = (TEMPLATES / "fields/call.yaml.j2").read_text("utf-8")
    assert "\n      call.arguments: list of Parameter. Parameter arguments.\n" in call
    template = (TEMPLATES / "constructs/template.yaml.j2").read_text("utf-8")
    assert "\n        template.settings.nodeSelector: " in template
