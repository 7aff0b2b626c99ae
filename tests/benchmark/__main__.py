"""The time of argogen, as ratios to well-known operations on the same machine.

    python -m tests.benchmark
    python -m tests.benchmark growth [--results FILE] [--jobs N] [WORD]...
    python -m tests.benchmark calls [WORD]...
    python -m tests.benchmark scheduling
    python -m tests.benchmark running

The first prints ratios of the processor times of processes: the median of paired runs, which alternate so that a busy
machine affects both alike, and are repeated if it is above the limit. Each line has the median times, and the maximum
memory of the runs.

The second runs each command on sources of one, two and four times a size, for everything that can be repeated, and
ends with exit code 1 if a source of twice the size takes more than 2.3 times as long. With words, it measures only the
rows whose names contain all of them. With a file of results, it appends each row to the file when it is measured, and
skips the rows that the file contains already, so that it continues after an interruption; a file of results of other
sources is an error. Rows above the limit are measured again, and the lowest factor counts. It measures in N processes,
each on its own processor.

The third counts the calls of functions instead, which do not depend on the machine and its load, and ends with exit
code 1 if they grow faster than the source.

The fourth prints the cost of a node whose body is a mock, for workflows of several shapes, and ends with exit code 1
if it exceeds 0.3 ms, 300 MB, or grows faster than the workflow.

The fifth prints the processor time of `argogen run` for steps without effect, as a ratio to a loop that starts the
same commands in the same isolation, and ends with exit code 1 if it is above 1.5, or if 10,000 steps require 300 MB,
or 2.3 times as much as 5,000.
"""

from __future__ import annotations

import itertools
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.benchmark.growth import main as growth
from tests.benchmark.growth.report import report_calls
from tests.benchmark.pipelines import SHAPES
from tests.benchmark.projects import READ_AND_HASH, write_pipeline, write_project
from tests.benchmark.running import report_running
from tests.benchmark.scheduling import report_scheduling

THREE_STEPS = "name: three\ndefaults: {image: busybox}\nsteps:\n" + "".join(
    f"  - {{name: step-{n}, run: echo {n}}}\n" for n in range(3)
)
IMPORTS = "import yaml, jinja2, click"
LOAD_AND_DUMP = (
    "import sys, yaml; yaml.dump(yaml.load(open(sys.argv[1]), yaml.CSafeLoader), open('/dev/null', 'w'), "
    "Dumper=yaml.CSafeDumper)"
)


# Each prints how many seconds it has taken, without what it takes to start.
PARSE = """
import pathlib, sys, time, yaml
start = time.process_time()
for file in sorted(pathlib.Path(sys.argv[1]).rglob("*.yaml")):
    list(yaml.load_all(file.read_text("utf-8"), yaml.CSafeLoader))
print(time.process_time() - start)
"""
LINT = """
import contextlib, gc, os, sys, time
from argogen.cli.main import cli
gc.disable()  # as the program itself does
seconds = 0.0
with open(os.devnull, "w") as nowhere, contextlib.redirect_stderr(nowhere):
    for path in sys.argv[2], sys.argv[1]:
        start = time.process_time()
        cli(["lint", "--argo-version", "4.1", path], standalone_mode=False)
        seconds = time.process_time() - start
print(seconds)
"""
# One of everything for which something has to be loaded first, since the ratio is about the work for each manifest:
# grammars, patterns, modules of rules, the time zones that there are, and the fields of Argo's objects.
SMALL_MANIFEST = """\
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: small}
spec:
  schedules: [0 3 * * *]
  timezone: Europe/Madrid
  workflowSpec:
    entrypoint: small
    templates:
      - name: small
        dag:
          tasks:
            - {name: one, template: leaf}
            - {name: two, template: leaf, depends: one, when: "{{workflow.name}} != 'x'"}
      - name: leaf
        container: {image: "busybox:1.36", command: [echo, "{{=workflow.name + 'x'}}"]}
---
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: with-errors, labels: {size: 3}}
spec:
  entrypoint: loop
  volumes: [{name: v, emptyDir: {}}]
  templates:
    - name: loop
      steps:
        - - {name: one, template: leaf, withItems: [{a: b}], when: "{{item.c}} == 2 == 3"}
    - name: leaf
      container: {imge: busybox, command: [echo, "{{worklfow.name}}"], resources: {limits: {memory: 1GB}}}
---
apiVersion: argoproj.io/v1alpha1
kind: WorkflowEventBinding
metadata: {name: binding}
spec:
  event: {selector: payload.size > 3}
  submit:
    workflowTemplateRef: {name: with-fields}
    arguments: {parameters: [{name: size, valueFrom: {event: payload.size}}]}
---
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: with-fields, annotations: {a/b: c}}
spec:
  entrypoint: main
  onExit: script
  arguments: {parameters: [{name: size, value: "1"}], artifacts: [{name: given, s3: {bucket: b, key: k, endpoint: e}}]}
  parallelism: 2
  podGC: {strategy: OnPodCompletion}
  ttlStrategy: {secondsAfterCompletion: 60}
  nodeSelector: {disk: ssd}
  synchronization: {semaphores: [{configMapKeyRef: {name: sizes, key: size}}]}
  artifactGC: {strategy: OnWorkflowDeletion}
  hooks: {running: {expression: workflow.status == "Running", template: http}}
  volumes: [{name: claimed, persistentVolumeClaim: {claimName: c}}, {name: hidden, secret: {secretName: s}}]
  volumeClaimTemplates:
    - {metadata: {name: work}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}
  templates:
    - name: main
      steps:
        - - {name: numbers, template: script, withSequence: {count: "2"}, continueOn: {failed: true}}
          - name: each
            template: script
            withParam: "[1, 2]"
            arguments: {parameters: [{name: number, value: "{{item}}"}]}
        - - name: other
            templateRef: {name: with-fields, template: tasks}
            hooks: {exit: {template: http}}
    - name: tasks
      dag:
        failFast: false
        tasks:
          - name: first
            template: script
            arguments: {parameters: [{name: number, value: "{{=asInt('2') + 1}}"}]}
          - name: next
            depends: first.Succeeded || first.Failed
            when: "{{tasks.first.outputs.result}} =~ '^1' && 2 in (1, 2)"
            inline: {suspend: {duration: 5s}}
      outputs:
        parameters: [{name: total, valueFrom: {expression: "tasks.first.outputs.result == '' ? '0' : '1'"}}]
    - name: script
      inputs:
        parameters: [{name: number, default: "1", enum: ["1", "2"]}]
        artifacts: [{name: code, path: /src, optional: true, git: {repo: r, revision: main}}]
      outputs:
        parameters: [{name: line, globalName: last, valueFrom: {path: /tmp/line, default: none}}]
        artifacts: [{name: files, path: /tmp/files, archive: {none: {}}, gcs: {bucket: b, key: k}}]
      retryStrategy:
        limit: 2
        retryPolicy: OnError
        backoff: {duration: 1s, factor: 2}
        expression: lastRetry.exitCode != '1'
      memoize: {key: "{{inputs.parameters.number}}", maxAge: 1h, cache: {configMap: {name: cache}}}
      timeout: 60s
      script:
        image: python:3.13
        command: [python]
        workingDir: /src
        env: [{name: KEY, valueFrom: {secretKeyRef: {name: s, key: k}}}, {name: NUMBER, value: "2"}]
        volumeMounts: [{name: work, mountPath: /work, subPath: a}]
        resources: {requests: {cpu: 100m, memory: 64Mi}}
        securityContext: {runAsNonRoot: true, capabilities: {drop: [ALL]}}
        source: |
          import json
          print(json.dumps({"n": {{inputs.parameters.number}}}))
      initContainers:
        - name: prepare
          image: busybox:1.36
          command: [sh, -c]
          args:
            - |
              echo "$HOME $(date)" `date` '{{inputs.parameters.number}}' "{{pod.name}}" $(NUMBER) {{ number }
      sidecars:
        - name: side
          image: busybox:1.36
          readinessProbe: {httpGet: {path: /, port: 80}}
          ports: [{containerPort: 80}]
      podSpecPatch: "{terminationGracePeriodSeconds: 1}"
    - name: http
      http:
        url: https://localhost/{{workflow.status}}
        method: POST
        body: "{}"
        successCondition: response.statusCode == 200
    - name: resource
      resource:
        action: create
        setOwnerReference: true
        successCondition: status.succeeded > 1, status.phase in (Done)
        manifest: |
          apiVersion: batch/v1
          kind: Job
          metadata: {generateName: job-}
    - name: set
      containerSet: {containers: [{name: a, image: "busybox:1.36", command: [echo]}]}
    - name: files
      data:
        source: {artifactPaths: {name: paths, s3: {bucket: b}}}
        transformation: [{expression: "filter(data, {# endsWith '.txt'})"}]
"""
EXAMPLES = Path(__file__).parents[2].parent / "shared" / "argo-examples"


_REPEATS = 3


class Cost(NamedTuple):
    """What a process took, with its own processes: seconds of the processor, and MiB at most."""

    seconds: float
    memory: float


def compare(what: str, command: Sequence[str], other: str, base: Sequence[str], *, rounds: int, at_most: float) -> None:
    """Report the ratio of two commands, after more rounds where it is above its limit."""
    ours, theirs = measure_in_turn([command, base], rounds)
    for _ in range(_REPEATS):
        if find_ratio(ours, theirs) <= at_most:
            break
        for runs, more in zip((ours, theirs), measure_in_turn([command, base], rounds), strict=True):
            runs += more
    report(what, ours, other, theirs, at_most=at_most)


def measure_in_turn(
    commands: Sequence[Sequence[str]], rounds: int, before: Callable[[], None] = lambda: None
) -> list[list[Cost]]:
    """The runs of each command, all commands in each round; `before` is done before each round."""
    found: list[list[Cost]] = [[] for _ in commands]
    for _ in range(rounds):
        before()
        for runs, command in zip(found, commands, strict=True):
            runs.append(measure(command))
    return found


def measure(command: Sequence[str]) -> Cost:
    """One run of a command, which has to end well."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with exit code {process.returncode}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def render(path: Path) -> list[str]:
    """The command that renders a pipeline."""
    return [sys.executable, "-m", "argogen", "render", str(path)]


def measure_cold_start(folder: Path) -> None:
    """A small pipeline against the imports that any such tool has."""
    path = folder / "three.yaml"
    path.write_text(THREE_STEPS)
    imports = [sys.executable, "-c", IMPORTS]
    name = "import yaml, jinja2, click"
    compare("three steps, whole process", render(path), name, imports, rounds=21, at_most=1.5)


def measure_size(folder: Path, shape: str) -> None:
    """10,000 tasks against loading and dumping the same text, and against 1,000 tasks."""
    large, small = folder / f"{shape}-10000.yaml", folder / f"{shape}-1000.yaml"
    large.write_text(SHAPES[shape](10_000))
    small.write_text(SHAPES[shape](1_000))
    yaml = [sys.executable, "-c", LOAD_AND_DUMP, str(large)]
    ours, theirs, less = measure_in_turn([render(large), yaml, render(small)], rounds=5)
    report(f"{shape} of 10,000 tasks", ours, "libyaml's load and dump", theirs, at_most=1.0)
    report(f"{shape} of 10,000 tasks", ours, "1,000 tasks", less, at_most=11)


def measure_lint(folder: Path, examples: Path) -> None:
    """Lint the examples of Argo, in a process that has linted a small one before, compared with parsing them."""
    small = folder / "small.yaml"
    small.write_text(SMALL_MANIFEST)
    scripts = ([LINT, str(examples), str(small)], [PARSE, str(examples)])
    rounds = [[Cost(time_script(*script), 0) for script in scripts] for _ in range(11)]
    ours, theirs = ([costs[index] for costs in rounds] for index in range(len(scripts)))
    report("linting Argo examples", ours, "libyaml parses them", theirs, at_most=6.5)


def time_script(script: str, *arguments: str) -> float:
    """The seconds that a script prints."""
    done = subprocess.run([sys.executable, "-c", script, *arguments], check=True, capture_output=True, text=True)
    return float(done.stdout)


def measure_project(folder: Path) -> None:
    """500 pipelines with their manifests: all up to date, and one that has changed."""
    write_project(folder, 500)
    argogen = [sys.executable, "-m", "argogen"]
    os.chdir(folder)
    measure([*argogen, "render"])
    check, least = [*argogen, "render", "--check"], [sys.executable, "-c", READ_AND_HASH, "."]
    compare("500 pipelines, up to date", check, "import, read and hash them", least, rounds=21, at_most=1.7)
    images = (f"alpine:3.{number}" for number in itertools.count())
    one = [*argogen, "render", "pipelines/p7.yaml", "-o", "p7.yaml", "--force"]
    changed, alone, checked = measure_in_turn(
        [[*argogen, "render"], one, check], 8, before=lambda: write_pipeline(folder, 7, next(images))
    )
    both = [Cost(a.seconds + b.seconds, max(a.memory, b.memory)) for a, b in zip(checked, alone, strict=True)]
    report("500 pipelines, one changed", changed, "a check, and one by itself", both, at_most=1.2)


def report(what: str, costs: Sequence[Cost], other: str, others: Sequence[Cost], at_most: float) -> None:
    """Return one line: both times, the median ratio of them, and its limit."""
    ratio = find_ratio(costs, others)
    ours, theirs = (
        f"{statistics.median(run.seconds for run in runs):7.3f} s {max(run.memory for run in runs):4.0f} MiB"
        for runs in (costs, others)
    )
    print(f"{what:28} {ours}  {other:28} {theirs}  ratio {ratio:5.2f}  (at most {at_most})", flush=True)


def find_ratio(costs: Sequence[Cost], others: Sequence[Cost]) -> float:
    """Return the median ratio of the times of paired runs."""
    return statistics.median(cost.seconds / base.seconds for cost, base in zip(costs, others, strict=True))


def main(arguments: Sequence[str]) -> int:
    """Print all ratios, or how times or calls grow; return the exit code."""
    if arguments[:1] == ["growth"]:
        return growth.measure(arguments[1:])
    if arguments[:1] == ["calls"]:
        return 1 if report_calls(arguments[1:]) else 0
    if arguments[:1] == ["scheduling"]:
        return 1 if report_scheduling() else 0
    if arguments[:1] == ["running"]:
        return 1 if report_running() else 0
    with tempfile.TemporaryDirectory() as folder:
        # Argogen is compiled once, like the libraries it is compared with, whatever the environment says.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        print_ratios()
    return 0


def print_ratios() -> None:
    """Print all ratios."""
    with tempfile.TemporaryDirectory() as folder:
        measure_cold_start(Path(folder))
        for shape in SHAPES:
            measure_size(Path(folder), shape)
    with tempfile.TemporaryDirectory() as folder:
        if EXAMPLES.is_dir():
            measure_lint(Path(folder), EXAMPLES)
    with tempfile.TemporaryDirectory() as folder:
        measure_project(Path(folder))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
