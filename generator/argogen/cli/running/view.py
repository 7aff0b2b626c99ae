"""The views of a run: what each of them shows while the run proceeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from argogen.records import Record
from argogen.runner.run import NodeRecord, Run
from argogen.running.masking import Masking
from argogen.testing.structure.positions import Locator
from argogen.testing.structure.step_paths import Chain, write_chain

GROUPS = ("StepGroup", "TaskGroup", "Retry", "Steps", "DAG", "Container")
UNSUCCESSFUL = ("Failed", "Error")
ENDED = (*UNSUCCESSFUL, "Succeeded", "Skipped", "Omitted")
STOPPING = "Stopping; exit handlers still run. Press Ctrl-C again to end at once."


class Source(Record):
    """What a view shows: a run, its directory, and the positions of its nodes in the pipeline."""

    name: str
    folder: Path
    locator: Locator
    masking: Masking

    def find_chain(self, node: NodeRecord) -> Chain:
        """Return the position of a node in the pipeline."""
        return self.locator.locate(node.path).chain

    def name_step(self, node: NodeRecord) -> str:
        """Return the path of the step of a node."""
        return self.masking.mask(write_chain(self.find_chain(node)))

    def describe_blockages(self, run: Run) -> Iterator[dict[str, str]]:
        """Yield the reasons why a workflow never ends: the step, the reason, and the remedy."""
        for blockage in run.blockages:
            step = write_chain(self.locator.locate(blockage.path).chain)
            texts = {"step": step, "reason": blockage.reason, "remedy": blockage.remedy}
            yield {key: self.masking.mask(text) for key, text in texts.items()}


class View(Protocol):
    """Shows a run while it proceeds. All methods but `stopping` are called in one thread."""

    def start(self) -> None:
        """Show that the run starts."""
        ...

    def observe(self, nodes: Sequence[NodeRecord]) -> None:
        """Show nodes that have changed."""
        ...

    def print_log(self, step: str, line: str) -> None:
        """Print a line of the log of a step that is followed; any thread may call it."""
        ...

    def pause(self) -> AbstractContextManager[None]:
        """Return a context in which a question is asked on the terminal; any thread may enter it."""
        ...

    def stopping(self) -> None:
        """Show that the workflow stops; a signal handler calls it, which may interrupt any other method."""
        ...

    def finish(self, run: Run) -> None:
        """Show the end of the run."""
        ...

    def close(self) -> None:
        """Restore the terminal, also after an error."""
        ...
