"""The outcome of a pod: phase, message and outputs, as the controller and the executor of Argo report them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from argogen.executors.local.files import PodFiles
from argogen.executors.pods.pod import MAIN
from argogen.executors.runtime import Ended
from argogen.executors.storage.store import StoreError
from argogen.executors.tail import RESULT_LIMIT
from argogen.records import Record
from argogen.runner.execution import PAST_DEADLINE, ContainerOutcome, Outcome
from argogen.runner.variables.scope import list_artifacts, list_parameters

_EXECUTOR_ERROR = 64
_STOPPED = (137, 143)
_ABSENT = "no such file or directory"
_DIRECTORY = "is a directory"
_OUTPUTS = "/var/run/argo/outputs"


class Results(Record):
    """The outputs of a pod, and the errors of those that could not be kept."""

    parameters: Mapping[str, str]
    artifacts: Mapping[str, Any]
    result: str | None
    errors: Sequence[str]


def describe_end(name: str, end: Ended) -> str:
    """Return the message of a container that failed."""
    message = f"{name}: {end.reason} (exit code {end.code})"
    return f"{message}: {end.error}" if end.error else message


def find_failed_copy(files: PodFiles) -> Ended | None:
    """Return the end of a main container that has left a directory in the place of an output parameter."""
    for number, parameter in enumerate(list_parameters(files.job.template.get("outputs"))):
        path = str((parameter.get("valueFrom") or {}).get("path") or "")
        if path and files.find_mount(path) is None and (files.collected / f"parameter-{number}").is_dir():
            target = f"{_OUTPUTS}/parameters/{path}"
            reason = f"failed to copy {path} to {target}: write {target}: copy_file_range: {_DIRECTORY}"
            return Ended(_EXECUTOR_ERROR, reason)
    return None


def keep_outputs(files: PodFiles) -> Results:
    """Keep the outputs of a pod whose main container has ended."""
    parameters: dict[str, str] = {}
    artifacts: dict[str, Any] = {}
    errors = [*_read_parameters(files, parameters)]
    failures = [*_save_artifacts(files, artifacts)]
    if failures:
        errors.append("".join(f"{each}; " for each in failures))
    artifacts |= _save_logs(files)
    return Results(parameters, artifacts, _read_result(files), errors)


def _read_parameters(files: PodFiles, found: dict[str, str]) -> Iterator[str]:
    for number, parameter in enumerate(list_parameters(files.job.template.get("outputs"))):
        source = parameter.get("valueFrom") or {}
        if not source.get("path"):
            continue
        kept = files.find_output(f"parameter-{number}", str(source["path"]))
        is_on_volume = files.find_mount(str(source["path"])) is not None
        if kept is not None and kept.is_file():
            found[parameter["name"]] = kept.read_bytes().decode("utf-8", "replace").removesuffix("\n")
        elif kept is not None and not is_on_volume:
            found[parameter["name"]] = ""  # the executor of Argo has created the file
        elif "default" in source:
            found[parameter["name"]] = str(source["default"]).removesuffix("\n")
        else:
            place = "/mainctrfs" if is_on_volume else f"{_OUTPUTS}/parameters"
            reason = f"open {place}{source['path']}: {_ABSENT}"
            yield reason if kept is None else f"read {place}{source['path']}: {_DIRECTORY}"
            return


def _save_logs(files: PodFiles) -> dict[str, Any]:
    """Save the logs of the main containers, if the workflow or the template archives them."""
    own = (files.job.template.get("archiveLocation") or {}).get("archiveLogs")
    if not (files.job.spec.get("archiveLogs") if own is None else own):
        return {}
    logs = {str(each["name"]): files.log(str(each["name"])) for each in files.pod.main}
    return {
        f"{name}-logs": files.settings.store.save(
            {"name": f"{name}-logs", "path": f"/{name}.log", "archive": {"none": {}}}, log, _build_prefix(files)
        )
        for name, log in logs.items()
        if log.exists()
    }


def _build_prefix(files: PodFiles) -> str:
    return f"{files.job.node_name.removesuffix(files.job.path)}/{files.pod.name}"


def _save_artifacts(files: PodFiles, found: dict[str, Any]) -> Iterator[str]:
    prefix = _build_prefix(files)
    for number, artifact in enumerate(list_artifacts(files.job.template.get("outputs"))):
        if not artifact.get("path"):
            continue
        kept = files.find_output(f"artifact-{number}", str(artifact["path"]))
        is_on_volume = files.find_mount(str(artifact["path"])) is not None
        if kept is None:
            if not artifact.get("optional"):
                place = f"stat /mainctrfs{artifact['path']}" if is_on_volume else (
                    f"open {_OUTPUTS}/artifacts{artifact['path']}.tgz")  # fmt: skip
                yield f"{place}: {_ABSENT}"
        elif "zip" in (artifact.get("archive") or {}) and not is_on_volume and kept.is_file():
            yield f"stat /tmp/argo/outputs/artifacts/{artifact['name']}: {_ABSENT}"  # as the executor of Argo does
        else:
            try:
                found[artifact["name"]] = files.settings.store.save(artifact, kept, prefix)
            except (StoreError, OSError) as error:
                yield str(error)


def _read_result(files: PodFiles) -> str | None:
    if not files.job.captures_result or not files.stdout.exists():
        return None
    return shorten_result(files.stdout.read_bytes())


def shorten_result(data: bytes) -> str:
    """Return the part that Argo keeps of the standard output."""
    return data.removesuffix(b"\n")[-RESULT_LIMIT:].decode("utf-8", "replace")


def judge(
    files: PodFiles, ends: Mapping[str, Ended], results: Results, containers: Mapping[str, ContainerOutcome],
    *, is_late: bool,
) -> Outcome:  # fmt: skip
    """Return the outcome of a pod from the ends of its containers."""
    phase, message = _find_phase(files, ends, results)
    if is_late:
        phase, message = "Failed", PAST_DEADLINE
    main = ends.get(MAIN)
    code = None if main is None else str(main.code)
    return Outcome(phase, message, code, results.parameters, results.result, results.artifacts, containers)


def _find_phase(files: PodFiles, ends: Mapping[str, Ended], results: Results) -> tuple[str, str]:
    pod = files.pod
    for container in (*pod.inits, *pod.main):
        end = ends.get(container["name"])
        if end is not None and end.code:
            return "Failed", describe_end(container["name"], end)
    if results.errors:
        return "Error", f"wait: Error (exit code {_EXECUTOR_ERROR}): {results.errors[0]}"
    for container in pod.sidecars:
        end = ends.get(container["name"])
        if end is not None and end.code and end.code not in _STOPPED:
            return "Failed", describe_end(container["name"], end)
    return "Succeeded", ""


def judge_container(name: str, end: Ended) -> ContainerOutcome:
    """Return the outcome of a container of a set."""
    if not end.code:
        return ContainerOutcome()
    phase = "Error" if end.code == _EXECUTOR_ERROR else "Failed"
    return ContainerOutcome(phase, f"{name}: Error (exit code {end.code}): {end.error}")
