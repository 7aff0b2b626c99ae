"""The cost of a node whose body is a mock, for workflows of several shapes and sizes."""

from __future__ import annotations

import gc
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from argogen.runner.execution import SECOND, Job, Outcome
from argogen.runner.model.library import read_library
from argogen.runner.run import Run
from argogen.runner.schedule import schedule
from argogen.runner.virtual import VirtualExecutor

SIZES = (2_500, 5_000, 10_000)
MILLISECONDS, MEGABYTES, FACTOR = 0.3, 300, 2.3
Data = dict[str, Any]
_LEAF: Data = {
    "name": "leaf",
    "inputs": {"parameters": [{"name": "v"}]},
    "container": {"image": "x", "command": ["sh", "-c", "echo {{inputs.parameters.v}} {{workflow.name}}"]},
    "outputs": {"parameters": [{"name": "o", "valueFrom": {"path": "/o"}}]},
}


class Measurement(NamedTuple):
    """The seconds of a run on the processor, the number of its nodes, and the memory of the process in megabytes."""

    seconds: float
    nodes: int
    megabytes: int

    @property
    def milliseconds(self) -> float:
        """The cost of a node."""
        return self.seconds / self.nodes * 1_000


def _call(name: str, value: str, **more: Any) -> Data:
    arguments = {"parameters": [{"name": "v", "value": value}]}
    return {"name": name, "template": "leaf", "arguments": arguments, **more}


def _workflow(body: Data, **spec: Any) -> Data:
    templates = [{"name": "main", **body}, _LEAF]
    return {
        "kind": "Workflow",
        "metadata": {"name": "w"},
        "spec": {"entrypoint": "main", "templates": templates, **spec},
    }


def _fan_of_steps(size: int) -> Data:
    return _workflow({"steps": [[_call("f", "{{item}}", withSequence={"count": size})]]})


def _fan_of_tasks(size: int) -> Data:
    return _workflow({"dag": {"tasks": [_call("f", "{{item}}", withItems=list(range(size)))]}})


def _limited_fan(size: int) -> Data:
    return _workflow({"steps": [[_call("f", "{{item}}", withSequence={"count": size})]]}, parallelism=3)


def _chain_of_steps(size: int) -> Data:
    calls = [_call(f"s{number}", f"{{{{steps.s{number - 1}.outputs.parameters.o}}}}") for number in range(1, size // 2)]
    return _workflow({"steps": [[call] for call in (_call("s0", "x"), *calls)]})


def _chain_of_tasks(size: int) -> Data:
    calls = [
        _call(f"t{number}", f"{{{{tasks.t{number - 1}.outputs.parameters.o}}}}", depends=f"t{number - 1}")
        for number in range(1, size)
    ]
    return _workflow({"dag": {"tasks": [_call("t0", "x"), *calls]}})


SHAPES: Mapping[str, Callable[[int], Data]] = {
    "fan of steps": _fan_of_steps, "fan of tasks": _fan_of_tasks, "limited fan": _limited_fan,
    "chain of steps": _chain_of_steps, "chain of tasks": _chain_of_tasks,
}  # fmt: skip


def run_shape(shape: str, size: int) -> Run:
    """Run a workflow with about as many nodes."""
    document = SHAPES[shape](size)
    return schedule(document, read_library([document]), VirtualExecutor(_answer))


def _answer(_: Job) -> Outcome:
    return Outcome(exit_code="0", parameters={"o": "1"}, duration=SECOND)


def measure(shape: str, size: int) -> Measurement:
    """Measure a run in a new process."""
    command = [sys.executable, "-m", "tests.benchmark.scheduling", shape, str(size)]
    seconds, nodes, kilobytes = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return Measurement(float(seconds), int(nodes), int(kilobytes) // 1024)


def report_scheduling() -> int:
    """Print the cost of each shape; return how many cost more than they may."""
    return sum(_report(shape) for shape in SHAPES)


def _report(shape: str) -> bool:
    rows = [measure(shape, size) for size in SIZES]
    factor = rows[-1].seconds / rows[-2].seconds
    is_above = rows[-1].milliseconds > MILLISECONDS or rows[-1].megabytes > MEGABYTES or factor > FACTOR
    costs = "  ".join(f"{row.nodes:6} nodes {row.milliseconds:5.3f} ms each" for row in rows)
    print(f"{shape:16} {costs}   {rows[-1].megabytes} MB   factor {factor:4.2f}{'  TOO MUCH' if is_above else ''}")
    return is_above


def _print_measurement(shape: str, size: int) -> None:
    gc.disable()  # as the program itself does
    start = time.process_time()
    nodes = len(run_shape(shape, size).nodes)
    seconds = time.process_time() - start
    print(seconds, nodes, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    _print_measurement(sys.argv[1], int(sys.argv[2]))
