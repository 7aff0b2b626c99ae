"""What goes into a manifest is remembered, and has one digest wherever it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from argogen.diagnostics import InvalidInputError
from argogen.provenance import EVERY, Intake, digest_intake, digest_path, select_variables
from argogen.substitution.expressions import Evaluator


def test_remembers_files_by_what_is_in_them(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("print(1)\n")
    intake = Intake({})
    assert intake.read(tmp_path / "a.py").text == "print(1)\n"
    assert dict(intake.taken.files) == {str(tmp_path / "a.py"): digest_path(str(tmp_path / "a.py"))}


def test_a_file_that_cannot_be_read_is_not_taken_in(tmp_path: Path) -> None:
    intake = Intake({})
    with pytest.raises(InvalidInputError):
        intake.read(tmp_path / "none.py")
    assert not intake.taken.files


def test_a_folder_is_its_templates(tmp_path: Path) -> None:
    path = f"{tmp_path}/"
    digests = [digest_path(path)]
    for name in ("fields/env.yaml.j2", "fields/other.yaml.j2"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("a: 1\n")
        digests.append(digest_path(path))
    (tmp_path / "README").write_text("not a template")
    assert digest_path(path) == digests[-1]
    (tmp_path / "fields/env.yaml.j2").write_text("a: 2\n")
    digests.append(digest_path(path))
    assert len(set(digests)) == 4


def test_line_ends_and_byte_order_marks_do_not_count(tmp_path: Path) -> None:
    texts = [b"a\nb\n", b"a\r\nb\r\n", b"\xef\xbb\xbfa\r\nb\n"]
    found = set()
    for text in texts:
        (tmp_path / "a").write_bytes(text)
        found.add(digest_path(str(tmp_path / "a")))
    assert len(found) == 1


def test_what_is_not_there_has_a_digest_of_its_own(tmp_path: Path) -> None:
    assert digest_path(str(tmp_path / "none")) == "missing"


@pytest.mark.parametrize(
    ("expression", "asked"),
    [
        ("env.A", ("A",)),
        ("env['B']", ("B",)),
        ("env.get('A')", ("A", "get")),  # a variable called `get` would be meant
        ("env.NONE | default('x')", ("NONE",)),
        ("env.NONE is defined", ("NONE",)),
        ("1 + 1", ()),
        ("env | length", (EVERY,)),
        ("env", (EVERY, "A", "B")),
    ],
)
def test_variables_count_once_they_are_asked_for(expression: str, asked: tuple[str, ...]) -> None:
    intake = Intake({"A": "1", "B": "2"})
    Evaluator({"env": intake.environ}).evaluate(expression)
    assert intake.taken.variables == asked


def test_only_the_variables_that_are_used_count_for_the_digest() -> None:
    one, two = ({"A": "1", "B": b} for b in "xy")
    assert digest_intake("r", [], ["A"], one) == digest_intake("r", [], ["A"], two)
    assert digest_intake("r", [], ["B"], one) != digest_intake("r", [], ["B"], two)
    assert digest_intake("r", [], ["C"], one) != digest_intake("r", [], ["C"], {**one, "C": ""})
    assert digest_intake("r", [], [EVERY], one) != digest_intake("r", [], [EVERY], two)


def test_of_variables_that_are_selected_no_others_count() -> None:
    environ = {"A_1": "1", "A_2": "2", "B": "3"}
    intake = Intake(environ)
    assert select_variables(intake.environ, "A_") == select_variables(environ, "A_") == {"A_1": "1", "A_2": "2"}
    assert intake.taken.variables == ("A_*",)
    same, other = {**environ, "B": "4"}, {**environ, "A_3": "4"}
    assert digest_intake("r", [], ["A_*"], environ) == digest_intake("r", [], ["A_*"], same)
    assert digest_intake("r", [], ["A_*"], environ) != digest_intake("r", [], ["A_*"], other)
