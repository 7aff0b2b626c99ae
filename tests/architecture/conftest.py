"""Fixtures of the tests of the architecture."""

from __future__ import annotations

from pathlib import Path

import pytest

import argogen

from .modules import Package, read_package


@pytest.fixture(scope="session")
def package() -> Package:
    """All modules, which take seconds to parse."""
    return read_package(Path(argogen.__file__).parent)
