"""How long argogen takes, as ratios to what the same machine needs for something well known.

    python tests/benchmark

Each line is the best of several runs of whole processes, taken in turn so that a busy machine disturbs both alike.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from pipelines import SHAPES

THREE_STEPS = "name: three\ndefaults: {image: busybox}\nsteps:\n" + "".join(
    f"  - {{name: step-{n}, run: echo {n}}}\n" for n in range(3)
)
IMPORTS = "import yaml, jinja2, click"
LOAD_AND_DUMP = (
    "import sys, yaml; yaml.dump(yaml.load(open(sys.argv[1]), yaml.CSafeLoader), open('/dev/null', 'w'), "
    "Dumper=yaml.CSafeDumper)"
)


def time_in_turn(commands: Sequence[Sequence[str]], rounds: int) -> list[float]:
    """The best time of each command, in seconds."""
    best = [float("inf")] * len(commands)
    for _ in range(rounds):
        for number, command in enumerate(commands):
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            best[number] = min(best[number], time.perf_counter() - start)
    return best


def render(path: Path) -> list[str]:
    """The command that renders a pipeline."""
    return [sys.executable, "-m", "argogen", "render", str(path)]


def measure_cold_start(folder: Path) -> None:
    """A small pipeline against the imports that any such tool has."""
    path = folder / "three.yaml"
    path.write_text(THREE_STEPS)
    ours, imports = time_in_turn([render(path), [sys.executable, "-c", IMPORTS]], rounds=15)
    report("three steps, whole process", ours, "import yaml, jinja2, click", imports, at_most=2)


def measure_size(folder: Path, shape: str) -> None:
    """10,000 tasks against loading and dumping the same text, and against 1,000 tasks."""
    large, small = folder / f"{shape}-10000.yaml", folder / f"{shape}-1000.yaml"
    large.write_text(SHAPES[shape](10_000))
    small.write_text(SHAPES[shape](1_000))
    yaml = [sys.executable, "-c", LOAD_AND_DUMP, str(large)]
    ours, theirs, less = time_in_turn([render(large), yaml, render(small)], rounds=3)
    report(f"{shape} of 10,000 tasks", ours, "libyaml's load and dump", theirs, at_most=1.5)
    report(f"{shape} of 10,000 tasks", ours, "1,000 tasks", less, at_most=12)


def report(what: str, seconds: float, other: str, others: float, at_most: float) -> None:
    """One line: both times, their ratio, and what it should stay under."""
    ratio = seconds / others
    print(f"{what:28} {seconds:7.3f} s  {other:28} {others:7.3f} s  ratio {ratio:5.2f}  (at most {at_most})")


def main() -> None:
    """Print all ratios."""
    with tempfile.TemporaryDirectory() as folder:
        measure_cold_start(Path(folder))
        for shape in SHAPES:
            measure_size(Path(folder), shape)


if __name__ == "__main__":
    main()
