"""The inputs of a manifest are recorded, and their digest does not depend on their location."""

from __future__ import annotations

from pathlib import Path

import pytest

from argogen.diagnostics import InvalidInputError
from argogen.host import Host
from argogen.provenance import EVERY, InputTracker, digest_inputs, digest_path, select_variables
from argogen.substitution.expressions import Evaluator


def test_remembers_files_by_what_is_in_them(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("print(1)\n")
    tracker = InputTracker(Host())
    assert tracker.read(tmp_path / "a.py").text == "print(1)\n"
    assert dict(tracker.inputs.files) == {str(tmp_path / "a.py"): digest_path(str(tmp_path / "a.py"))}


def test_a_file_that_cannot_be_read_is_not_taken_in(tmp_path: Path) -> None:
    tracker = InputTracker(Host())
    with pytest.raises(InvalidInputError):
        tracker.read(tmp_path / "none.py")
    assert not tracker.inputs.files


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


def test_a_folder_called_like_a_template_does_not_count(tmp_path: Path) -> None:
    before = digest_path(f"{tmp_path}/")
    (tmp_path / "notes.j2").mkdir()
    assert digest_path(f"{tmp_path}/") == before


def test_a_path_that_no_file_can_have_is_missing() -> None:
    assert digest_path("a\0b") == "missing"


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
    tracker = InputTracker(Host({"A": "1", "B": "2"}))
    Evaluator({"env": tracker.environ}).evaluate(expression)
    assert tracker.inputs.variables == asked


def test_the_names_of_variables_count_for_the_digest_and_not_their_values() -> None:
    """A short secret could be guessed from the digest of its value."""
    assert digest_inputs("r", [], ["A"]) != digest_inputs("r", [], ["B"])
    assert digest_inputs("r", [], ["A", "B"]) == digest_inputs("r", [], ["B", "A"])
    tracker = InputTracker(Host({"A": "1", "B": "2", "C": ""}))
    assert not tracker.values
    assert (tracker.environ["A"], tracker.environ["C"]) == ("1", "")
    assert tracker.values == ("1",)


def test_of_variables_that_are_selected_no_others_count() -> None:
    environ = {"A_1": "1", "A_2": "2", "B": "3"}
    tracker = InputTracker(Host(environ))
    assert select_variables(tracker.environ, "A_") == select_variables(environ, "A_") == {"A_1": "1", "A_2": "2"}
    assert tracker.inputs.variables == ("A_*",)
    assert tracker.values == ("1", "2")
