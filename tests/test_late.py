"""Modules that are imported at their first use."""

from __future__ import annotations

import sys

import pytest

from argogen.late import import_late


def test_a_module_is_imported_with_the_first_use_of_one_of_its_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    late = import_late("colorsys")
    assert "colorsys" not in sys.modules
    assert late.rgb_to_hls is sys.modules["colorsys"].rgb_to_hls


def test_a_missing_module_or_name_fails_at_its_use() -> None:
    with pytest.raises(ModuleNotFoundError):
        _ = import_late("argogen.nowhere").name
    with pytest.raises(AttributeError):
        _ = import_late("colorsys").nowhere
