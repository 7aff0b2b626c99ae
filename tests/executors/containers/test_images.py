"""Images are pulled from a registry: once in a run, by their policies, and announced."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from argogen.executors.containers.engine import Engine, EngineError
from argogen.executors.containers.images import CancelledError, Images
from tests.executors.containers.engines import build_root
from tests.executors.containers.registry import Registry, open_registry

NEVER = threading.Event()


@pytest.fixture
def served(engine: Engine, tmp_path: Path) -> Iterator[tuple[Engine, Registry, str]]:
    """An engine that accepts a registry without TLS, the registry, and the reference of its image."""
    with open_registry(build_root()) as (registry, address):
        (tmp_path / "registries.conf").write_text(f'[[registry]]\nlocation = "{address}"\ninsecure = true\n')
        environ = {**engine.environ, "CONTAINERS_REGISTRIES_CONF": str(tmp_path / "registries.conf")}
        image = f"{address}/acme/tool:1"
        yield engine._replace(environ=environ), registry, image
        engine.call("image", "rm", "--force", image)


@pytest.mark.slow
def test_a_missing_image_is_pulled_once(served: tuple[Engine, Registry, str]) -> None:
    engine, registry, image = served
    announced: list[str] = []
    images = Images(engine, None, announced.append)
    for _ in range(2):
        assert images.require({"image": image}, NEVER) == image
    assert (announced, registry.pulls, images.list_required()) == ([image], 1, [image])
    assert engine.query("run", "--rm", "--pull=never", image, "echo", "pulled") == b"pulled\n"
    again = Images(engine, None, announced.append)
    assert again.require({"image": image, "imagePullPolicy": "IfNotPresent"}, NEVER) == image
    assert (announced, registry.pulls) == ([image], 1)
    updated = Images(engine, None, announced.append)
    assert updated.require({"image": image, "imagePullPolicy": "Always"}, NEVER) == image
    assert (announced, registry.pulls) == ([image] * 2, 2)


@pytest.mark.slow
def test_policies_and_absent_images(served: tuple[Engine, Registry, str]) -> None:
    engine, registry, image = served
    with pytest.raises(EngineError, match="is not on this machine"):
        Images(engine, "never", lambda _: None).require({"image": image, "imagePullPolicy": "Always"}, NEVER)
    registry.manifest = b""
    with pytest.raises(EngineError, match="cannot be pulled"):
        Images(engine, "always", lambda _: None).require({"image": image}, NEVER)


def test_a_pull_is_cancelled(tmp_path: Path) -> None:
    program = tmp_path / "engine"
    program.write_text('#!/bin/sh\n[ "$2" = image ] && exit 1\nexec sleep 600\n')
    program.chmod(0o755)
    cancelled = threading.Event()
    images = Images(Engine("podman", str(program), {"PATH": "/usr/bin:/bin"}), None, lambda _: cancelled.set())
    with pytest.raises(CancelledError):
        images.require({"image": "example.com/none:1"}, cancelled)
