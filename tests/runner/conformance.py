"""Cases of real Argo: mocks from the recorded nodes, and the form in which both runs are compared."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from argogen.runner.execution import SECOND, CannotStartError, ContainerOutcome, Job, Outcome
from argogen.runner.model.library import read_library
from argogen.runner.nodes.store import hash_name
from argogen.runner.run import REFUSED, Run
from argogen.runner.schedule import schedule
from argogen.runner.submission import Options, find_workflow
from argogen.runner.virtual import VirtualExecutor
from argogen.yaml import SourceText, read_documents
from argogen.yaml.kubernetes import KUBERNETES

ROOT = "main"
VARIES = {"varies": True}
NAMESPACE = "e2e-namespace"
_PLACE = re.compile(r"<(node|pod) (main[^>]*)>")
_LENGTH = re.compile(r"<([0-9]+) characters, sha256 [0-9a-f]+>")
_CONTAINER = re.compile(r"^[a-z0-9-]+: ")
Node = dict[str, Any]


class Case(NamedTuple):
    """A manifest, the options of its run, and what Argo did with it."""

    name: str
    documents: tuple[Any, ...]
    options: Mapping[str, Any]
    expected: Mapping[str, Any]


def read_case(folder: Path) -> Case:
    manifest = folder / "manifest.yaml"
    documents = read_documents(SourceText(str(manifest), manifest.read_text("utf-8")), KUBERNETES)
    options = folder / "run.json"
    return Case(
        folder.name,
        tuple(document.data for document in documents),
        json.loads(options.read_text("utf-8")) if options.is_file() else {},
        json.loads((folder / "expected.json").read_text("utf-8")),
    )


def load_normaliser(folder: Path) -> Callable[[dict[str, Any]], dict[str, Any]]:
    spec = importlib.util.spec_from_file_location("conformance_normaliser", folder / "normalise.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    normalise: Callable[[dict[str, Any]], dict[str, Any]] = module.normalise
    return normalise


def run_case(case: Case) -> Run:
    """Run a case with mocks that answer as its pods did."""
    document = find_document(case)
    given = case.options.get("parameters") or {}
    options = Options(parameters={key: str(value) for key, value in given.items()}, namespace=NAMESPACE)
    answers = Answers(case)
    return schedule(document, read_library(case.documents), VirtualExecutor(answers), options)


def find_document(case: Case) -> Mapping[str, Any]:
    """Return the document that a case runs: the one that its option `from` names, else the first that can be run."""
    kind, _, name = str(case.options.get("from") or "/").partition("/")
    for document in case.documents:
        if str(document["kind"]).lower() == kind and document["metadata"].get("name") == name:
            found: Mapping[str, Any] = document
            return found
    default = find_workflow(case.documents)
    assert default is not None
    return default


class Answers:
    """Answers a job with the outcome that the node of its path had."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._nodes: dict[str, Node] = {node["path"]: node for node in case.expected["nodes"]}
        self._containers: dict[str, list[Node]] = {}
        for node in case.expected["nodes"]:
            if node["type"] == "Container":
                self._containers.setdefault(node["path"].rpartition(".")[0], []).append(node)

    def __call__(self, job: Job) -> Outcome | None:
        if job.kind == "suspend":
            return self._resume(job)
        node = self._nodes.get(f"{ROOT}{job.path}")
        if node is None:
            return Outcome(duration=SECOND)
        message = self._restore(node.get("message") or "", job)
        if node["phase"] in ("Pending", "Running") or job.template.get("daemon"):
            return None
        if node["phase"] == "Error" and not _CONTAINER.match(message):
            raise CannotStartError(message)
        containers = {
            each["path"].rpartition(".")[2]: ContainerOutcome(each["phase"], each.get("message") or "")
            for each in self._containers.get(node["path"], ())
        }
        parameters = {name: self._restore(value, job) for name, value in (node.get("outputs") or {}).items()}
        artifacts = {name: {"s3": {"key": name}} for name in node.get("artifacts") or ()}
        result = node.get("result")
        return Outcome(
            node["phase"], message, node.get("exitCode"), parameters,
            None if result is None else self._restore(result, job), artifacts, containers, SECOND,
        )  # fmt: skip

    def _resume(self, job: Job) -> Outcome | None:
        if not self._case.options.get("resume") or (job.template.get("suspend") or {}).get("duration"):
            return None
        return Outcome(parameters=self._case.options.get("supplied") or {}, duration=SECOND)

    def _restore(self, value: Any, job: Job) -> str:
        """Put names and ids of this run in the place of those that were replaced in the record."""
        if not isinstance(value, str):
            return "varies"
        workflow = job.node_name.removesuffix(job.path)
        if found := _LENGTH.fullmatch(value):
            return "x" * int(found[1])
        value = value.replace(f"<pod {ROOT}{job.path}>", job.pod_name)
        text = _PLACE.sub(lambda found: f"{workflow}-{hash_name(workflow + found[2].removeprefix(ROOT))}", value)
        return text.replace("<workflow>", workflow).replace("<namespace>", NAMESPACE)


def describe_run(run: Run, case: Case) -> dict[str, Any]:
    """Return a run in the form that the normaliser reads."""
    message = run.message
    if run.phase == REFUSED:
        metadata = find_document(case).get("metadata") or {}
        message = f"workflow {metadata.get('name') or metadata.get('generateName')} is refused: {message}"
    nodes = []
    for node in run.nodes:
        row: dict[str, Any] = {
            "id": node.id, "name": node.name, "type": node.type, "phase": node.phase, "message": node.message,
            "inputParameters": dict(node.inputs), "outputParameters": dict(node.outputs),
            "outputArtifacts": sorted(node.artifacts), "result": node.result, "exitCode": node.exit_code,
        }  # fmt: skip
        if node.memoization is not None:
            row["memoizationHit"] = node.memoization.hit
        nodes.append(row)
    return {
        "name": run.name, "namespace": NAMESPACE, "phase": run.phase, "message": message,
        "outputParameters": dict(run.outputs), "outputArtifacts": [{"name": name} for name in run.artifacts],
        "nodes": nodes,
    }  # fmt: skip


def find_differences(expected: Any, found: Any, where: str = "") -> Iterator[str]:
    """Yield the places at which a run is not as recorded."""
    if expected == VARIES:
        return
    if where == ".nodes":
        wanted, given = ({node["path"]: node for node in nodes} for nodes in (expected, found))
        yield from _compare_members(wanted, given, " ")
    elif isinstance(expected, dict) and isinstance(found, dict):
        ignored = {"log", *(key for key in expected if expected[key] == VARIES)}
        yield from _compare_members(_without(expected, ignored), _without(found, ignored), f"{where}.")
    elif _shorten(expected) != _shorten(found):
        yield f"{where}: expected {expected!r}, got {found!r}"


def _shorten(value: Any) -> Any:
    """Return a long string as its length: mocks know no more of it."""
    return _LENGTH.sub(r"<\1 characters>", value) if isinstance(value, str) else value


def _without(members: dict[str, Any], ignored: set[str]) -> dict[str, Any]:
    return {key: value for key, value in members.items() if key not in ignored}


def _compare_members(expected: dict[str, Any], found: dict[str, Any], where: str) -> Iterator[str]:
    for key in {**expected, **found}:
        if key in expected and key in found:
            yield from find_differences(expected[key], found[key], f"{where}{key}")
        else:
            yield f"{where}{key}: expected {expected.get(key)!r}, got {found.get(key)!r}"
