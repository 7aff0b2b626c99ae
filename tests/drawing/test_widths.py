from __future__ import annotations

import pytest

from argogen.drawing.characters import clean, escape
from argogen.drawing.widths import fit, measure_text, wrap


def test_widths() -> None:
    assert measure_text("", 10) == 0
    assert measure_text("iiii", 10) < measure_text("mmmm", 10)
    assert measure_text("日本", 10) >= 20
    assert measure_text("🚀", 10) >= 12.8
    assert measure_text("e\u0301", 10) == measure_text("e", 10)
    assert measure_text("ab", 10, is_bold=True) > measure_text("ab", 10)


@pytest.mark.parametrize("text", ["", "short", "a-much-longer-name-than-fits", "x" * 100, "日本" * 20])
def test_cut_strings_fit(text: str) -> None:
    cut = fit(text, 60, 11)
    assert measure_text(cut, 11) <= 60
    assert cut == text or cut.endswith("…")
    lines = wrap(text, 60, 11, 3)
    assert 1 <= len(lines) <= 3
    assert all(measure_text(line, 11) <= 60 for line in lines)


def test_names_are_broken_after_separators() -> None:
    assert wrap("first-part-second", measure_text("first-part-s", 11), 11, 2) == ["first-part-", "second"]
    assert wrap("firstPartSecond", measure_text("firstPartSe", 11), 11, 2) == ["firstPart", "Second"]


def test_characters() -> None:
    assert clean(" a\x00b\u202ec\nd ") == "a b c d"
    assert escape('<a & "b"\ud800>') == "&lt;a &amp; &quot;b&quot; &gt;"
