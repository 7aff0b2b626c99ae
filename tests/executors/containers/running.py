"""Run manifests in containers."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from argogen.executors.containers.engine import Engine
from argogen.executors.containers.images import Images
from argogen.executors.containers.runtime import ContainerRuntime
from argogen.executors.local.executor import LocalExecutor
from argogen.executors.local.settings import Settings
from argogen.executors.pods.objects import read_objects
from argogen.runner.model.library import read_library
from argogen.runner.run import Run
from argogen.runner.schedule import schedule
from argogen.runner.submission import Options, find_workflow
from tests.executors.containers.engines import IMAGE
from tests.executors.running import Answer, ignore
from tests.runner.running import read_manifest


@contextmanager
def open_containers(
    engine: Engine, folder: Path, documents: Sequence[Any] = (), approve: Answer = ignore, **settings: Any
) -> Iterator[LocalExecutor]:
    """Return an executor of containers, which are removed afterwards."""
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT)  # tests beside this one remove what nobody uses
    fcntl.flock(lock, fcntl.LOCK_EX)
    os.write(lock, str(os.getpid()).encode())
    images = Images(engine, None, lambda _: None)
    runtime = ContainerRuntime(engine, images, folder)
    given = {"folder": folder, "objects": read_objects(documents), "images": None, "grace_seconds": 2, **settings}
    executor = LocalExecutor(Settings(**given), runtime, approve, ignore)
    try:
        yield executor
    finally:
        executor.close(10)
        runtime.close()
        os.close(lock)


def run_containers(engine: Engine, folder: Path, documents: Sequence[Any], **settings: Any) -> Run:
    """Run the workflow among documents."""
    document = find_workflow(documents)
    assert document is not None
    with open_containers(engine, folder, documents, **settings) as executor:
        return schedule(document, read_library(documents), executor, Options())


def run_templates(engine: Engine, folder: Path, spec: str, others: str = "", **settings: Any) -> Run:
    """Run a workflow with the entrypoint `main`, in which the image `x` is busybox."""
    text = f"entrypoint: main\n{spec}".replace("image: x", f"image: {IMAGE}")
    return run_containers(engine, folder, read_manifest(text, others), **settings)


def find_outputs(run: Run, path: str) -> Mapping[str, str]:
    """Return the output parameters of the node with a path."""
    node = next(node for node in run.nodes if node.path == path)
    return dict(node.outputs)
