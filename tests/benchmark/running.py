"""The cost of a step that does nothing, in a process of this machine, against a loop that only starts the processes."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

PARALLELISM = 16
SIZES = (2_500, 5_000, 10_000)
RATIO, MEGABYTES, FACTOR = 1.5, 300, 2.3
_PAIRS = 3
# The namespaces and the view of the file system that a step gets, by the usual programs: private temporary files, the
# directories of the system copied on write, devices, and processes of its own.
_ISOLATED = """
cd "$1" && mkdir root uppers && mount -t tmpfs tmpfs uppers && mount -t tmpfs tmpfs root && cd root
for name in bin sbin lib lib64; do [ -L /$name ] && ln -s usr/$name $name; done
for name in etc opt root usr var; do
  mkdir $name ../uppers/$name ../uppers/$name.work
  mount -t overlay -o lowerdir=/$name,upperdir=../uppers/$name,workdir=../uppers/$name.work overlay $name
done
mkdir -m 1777 tmp; mkdir run dev sys proc home mnt media srv
mount --rbind /dev dev; mount --rbind /sys sys; mount -t proc proc proc
exec chroot . "$2"
"""
_UNSHARE = ("unshare", "--mount", "--uts", "--pid", "--fork", "--propagation", "private", "--")


class Measurement(NamedTuple):
    """The seconds of a run on the processor with all of its processes, and its memory in megabytes."""

    seconds: float
    megabytes: int


def build_workflow(size: int) -> dict[str, Any]:
    """Return a workflow of steps that do nothing."""
    call = {"name": "step", "template": "leaf", "withSequence": {"count": str(size)}}
    templates = [
        {"name": "main", "steps": [[call]]},
        {"name": "leaf", "container": {"image": "x", "command": ["true"]}},
    ]
    spec = {"entrypoint": "main", "templates": templates}
    return {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "many"}, "spec": spec}


def run_workflow(folder: Path, size: int) -> None:
    """Run a workflow of a size by argogen."""
    (folder / "many.json").write_text(json.dumps(build_workflow(size)), "utf-8")
    command = [sys.executable, "-m", "argogen", "run", "many.json", "--executor", "process", "--runs", "runs"]
    subprocess.run(
        [*command, "--jobs", str(PARALLELISM)], cwd=folder, check=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def run_loop(folder: Path, size: int) -> None:
    """Start the same commands in a loop."""
    with ThreadPoolExecutor(PARALLELISM) as pool:
        list(pool.map(lambda number: run_isolated(folder / str(number), "true"), range(size)))


def run_isolated(folder: Path, command: str) -> None:
    """Run a command in separate namespaces, with the file system of a step."""
    folder.mkdir()
    subprocess.run([*_UNSHARE, "sh", "-ec", _ISOLATED, "sh", str(folder), command], check=True)


WORK = {"argogen": run_workflow, "loop": run_loop}


def measure(kind: str, size: int) -> Measurement:
    """Measure a run in a new process."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.benchmark.running", kind, folder, str(size)]
        seconds, kilobytes = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return Measurement(float(seconds), int(kilobytes) // 1024)


def report_running() -> int:
    """Print the ratio to the loop, and the growth; return how many limits are exceeded."""
    if os.geteuid() != 0:
        print("only root can mount the file systems of the loop")
        return 0
    return _report_ratio(1_000) + _report_growth()


def _report_ratio(size: int) -> bool:
    pairs = [(measure("argogen", size).seconds, measure("loop", size).seconds) for _ in range(_PAIRS)]
    ratio = statistics.median(own / loop for own, loop in pairs)
    own, loop = (statistics.median(column) for column in zip(*pairs, strict=True))
    is_above = ratio > RATIO
    print(
        f"{size} steps: {own:.1f} s, a loop {loop:.1f} s, ratio {ratio:.2f} (limit {RATIO})"
        f"{'  TOO MUCH' if is_above else ''}"
    )
    return is_above


def _report_growth() -> bool:
    rows = [measure("argogen", size) for size in SIZES]
    factor = rows[-1].seconds / rows[-2].seconds
    is_above = factor > FACTOR or rows[-1].megabytes > MEGABYTES
    costs = "  ".join(f"{size} steps {row.seconds:.1f} s" for size, row in zip(SIZES, rows, strict=True))
    print(f"{costs}   {rows[-1].megabytes} MB   factor {factor:4.2f}{'  TOO MUCH' if is_above else ''}")
    return is_above


def _print_measurement(kind: str, folder: Path, size: int) -> None:
    WORK[kind](folder, size)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(used.ru_utime + used.ru_stime, used.ru_maxrss)


if __name__ == "__main__":
    _print_measurement(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
