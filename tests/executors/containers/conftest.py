"""Fixtures with a container engine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from argogen.executors.containers.engine import Engine
from tests.cli.conftest import folder, run, write  # noqa: F401 - fixtures
from tests.executors.containers.engines import open_engine


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    base = tmp_path_factory.getbasetemp()
    common = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with open_engine(common / "engine") as engine:
        yield engine


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    path = tmp_path / "run"
    path.mkdir()
    return path
