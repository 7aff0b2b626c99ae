from __future__ import annotations

from pathlib import Path

import pytest

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.yaml.text import SourceText, read_source


def fault_of(path: Path | str) -> Diagnostic:
    with pytest.raises(InvalidInputError) as caught:
        read_source(path)
    (fault,) = caught.value.diagnostics
    return fault


def test_file(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("é: 1\r\nb: 2\r\n".encode())
    source = read_source(path)
    assert (source.file, source.text) == (str(path), "é: 1\r\nb: 2\r\n")


def test_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_source(path).text == "a: 1\n"


@pytest.mark.parametrize("content", ["\ufeffé: 1\r\n", "\ufeffé: 1\r\n".encode()])
def test_a_reader_stands_in_for_files(content: str | bytes) -> None:
    seen: list[Path] = []

    def read(path: Path) -> str | bytes:
        seen.append(path)
        return content

    source = read_source("unsaved/a.yaml", read)
    assert (source.file, source.text) == ("unsaved/a.yaml", "é: 1\r\n")
    assert seen == [Path("unsaved/a.yaml")]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (FileNotFoundError(), "missing-file"),
        (PermissionError(13, "Permission denied"), "unreadable-file"),
        (ValueError("embedded null byte"), "unreadable-file"),
        (IsADirectoryError(), "not-a-file"),
    ],
)
def test_errors_of_a_reader_are_reported_as_those_of_files(tmp_path: Path, error: Exception, code: str) -> None:
    def read(_: Path) -> str:
        raise error

    path = tmp_path if code == "not-a-file" else tmp_path / "a.yaml"
    with pytest.raises(InvalidInputError) as caught:
        read_source(path, read)
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.code, diagnostic.place.file) == (code, str(path))


def test_bytes_of_a_reader_that_are_not_utf8() -> None:
    with pytest.raises(InvalidInputError, match="invalid UTF-8: byte 0xE9"):
        read_source("a.yaml", lambda _: b"\xe9")


def test_missing_file_names_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "pipeline.yaml").touch()
    fault = fault_of(tmp_path / "pipelin.yaml")
    assert (fault.code, fault.hint) == ("missing-file", f"did you mean '{tmp_path / 'pipeline.yaml'}'?")
    assert (fault.place.file, fault.place.line) == (str(tmp_path / "pipelin.yaml"), 0)


def test_file_in_a_missing_folder(tmp_path: Path) -> None:
    assert fault_of(tmp_path / "none" / "a.yaml").code == "missing-file"


def test_file_under_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    assert fault_of(tmp_path / "a" / "b.yaml").code == "missing-file"


def test_folder(tmp_path: Path) -> None:
    assert fault_of(tmp_path).code == "not-a-file"


def test_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("argogen.yaml.text.read_bytes", refuse)  # who runs tests as root may read everything
    fault = fault_of(tmp_path / "a.yaml")
    assert (fault.code, fault.message) == ("unreadable-file", "cannot read the file: Permission denied")


def test_path_that_no_system_takes() -> None:
    assert fault_of("a\0b").code == "unreadable-file"


@pytest.mark.parametrize(
    ("data", "place"),
    [(b"a: \xe9\n", (1, 4)), (b"\xef\xbb\xbfa: \xe9\n", (1, 4)), ("é: 1\r\n  é: ".encode() + b"\xff", (2, 6))],
)
def test_other_bytes_than_utf8(tmp_path: Path, data: bytes, place: tuple[int, int]) -> None:
    (tmp_path / "a.yaml").write_bytes(data)
    fault = fault_of(tmp_path / "a.yaml")
    assert (fault.code, (fault.place.line, fault.place.column)) == ("invalid-encoding", place)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-be"])
def test_other_unicode_encodings(tmp_path: Path, encoding: str) -> None:
    text = "\ufeffa: 1\n" if encoding.endswith("be") else "a: 1\n"
    (tmp_path / "a.yaml").write_bytes(text.encode(encoding))
    fault = fault_of(tmp_path / "a.yaml")
    assert (fault.code, fault.hint) == ("invalid-encoding", "save the file as UTF-8")


@pytest.mark.parametrize(
    ("index", "spot"),
    [
        (0, (1, 1, "ab")),
        (1, (1, 2, "ab")),
        (2, (1, 3, "ab")),
        (4, (2, 1, "cd")),
        (7, (3, 1, "e\u2028f")),
        (99, (4, 1, "")),
    ],
)
def test_place_of_an_index(index: int, spot: tuple[int, int, str]) -> None:
    place = SourceText("a", "ab\r\ncd\re\u2028f\n").place_at(index)
    assert (place.line, place.column, place.text) == spot


def test_place_is_no_wider_than_its_line() -> None:
    assert SourceText("a", "abc\ndef").place_at(1, 5).width == 2


def test_places_on_a_line_share_its_string() -> None:
    source = SourceText("f", f"a: 1\n{'b ' * 1000}\n")
    assert source.place_at(10).text is source.place_at(900).text
