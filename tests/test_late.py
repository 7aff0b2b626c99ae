"""Modules that are imported at their first use."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from argogen.late import import_late


def test_a_module_is_imported_with_the_first_use_of_one_of_its_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    late = import_late("colorsys")
    assert "colorsys" not in sys.modules
    assert late.rgb_to_hls is sys.modules["colorsys"].rgb_to_hls


def test_an_imported_module_has_the_names_of_the_module(monkeypatch: pytest.MonkeyPatch) -> None:
    late: Any = import_late("colorsys")
    assert callable(late.rgb_to_hls)
    monkeypatch.setattr(sys.modules["colorsys"], "rgb_to_hls", None)
    assert late.rgb_to_hls is None
    monkeypatch.setattr(late, "hls_to_rgb", None)
    assert sys.modules["colorsys"].hls_to_rgb is None


def test_a_missing_module_or_name_fails_at_its_use() -> None:
    with pytest.raises(ModuleNotFoundError):
        _ = import_late("argogen.nowhere").name
    with pytest.raises(AttributeError):
        _ = import_late("colorsys").nowhere
