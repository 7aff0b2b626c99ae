"""Names in the sources on the command line, and in a run that is resumed: steps, templates, parameters, test cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from argogen.cli.completion.paths import list_paths
from argogen.cli.completion.runs import find_base
from argogen.cli.session import read_host
from argogen.diagnostics import InvalidInputError
from argogen.files import is_test_file
from argogen.host import Host
from argogen.project.find import find_project_file
from argogen.project.pipelines import list_yaml_files
from argogen.running.records.directory import DESCRIPTION, RunDirectory
from argogen.yaml.read import read_documents

_STEPS = ("steps", "tasks")
_FILES = 200
"""The number of files that are read."""


def list_steps(context: click.Context, start: str) -> Iterator[str]:
    """Yield the names of steps, tasks and components."""
    return _filter(_list_step_names(context), start)


def list_mocked(context: click.Context, start: str) -> Iterator[str]:
    """Yield the beginnings of `STEP=FILE`."""
    return (f"{name}=" for name in list_steps(context, start)) if "=" not in start else iter(())


def list_artifacts(context: click.Context, start: str) -> Iterator[str]:
    """Yield the beginnings of `STEP/NAME=PATH`."""
    return (f"{name}/" for name in list_steps(context, start)) if "/" not in start else iter(())


def list_collapsed(context: click.Context, start: str) -> Iterator[str]:
    """Yield the names of steps, tasks, components and templates."""
    return _filter((*_list_step_names(context), *_list_template_names(context)), start)


def list_templates(context: click.Context, start: str) -> Iterator[str]:
    """Yield the names of the components of pipelines and the templates of manifests."""
    return _filter(_list_template_names(context), start)


def list_parameters(context: click.Context, start: str) -> Iterator[str]:
    """Yield the beginnings of `NAME=VALUE` for the parameters of the workflows."""
    if "=" not in start:
        yield from (f"{name}=" for name in _filter(_list_parameter_names(context), start))


def list_cases(context: click.Context, start: str) -> Iterator[str]:
    """Yield the names of test cases, in the given files or in the project."""
    host = read_host()
    names = (
        str(case["name"])
        for file in _find_tests(list_paths(context), host)
        for data in _read(host, file)
        for case in _list_mappings(data.get("cases"))
        if "name" in case
    )
    return _filter(names, start)


def _filter(names: Iterable[str], start: str) -> Iterator[str]:
    return (name for name in dict.fromkeys(names) if name.startswith(start))


def _list_step_names(context: click.Context) -> Iterator[str]:
    for data in _read_given(context):
        waiting: list[Any] = [data]
        while waiting:
            node = waiting.pop()
            inner = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
            waiting += reversed(inner)
            if isinstance(node, dict):
                for key in _STEPS:
                    yield from _list_names(node.get(key))
        yield from _list_keys(data.get("components"))


def _list_template_names(context: click.Context) -> Iterator[str]:
    for data in _read_given(context):
        yield from _list_keys(data.get("components"))
        yield from (str(each["name"]) for each in _list_mappings(_find_spec(data).get("templates")) if "name" in each)


def _list_parameter_names(context: click.Context) -> Iterator[str]:
    for data in _read_given(context):
        yield from _list_keys(data.get("parameters"))
        arguments = _find_spec(data).get("arguments")
        listed = arguments.get("parameters") if isinstance(arguments, dict) else None
        yield from (str(each["name"]) for each in _list_mappings(listed) if "name" in each)


def _find_spec(data: dict[str, Any]) -> dict[str, Any]:
    """Return the workflow of a manifest."""
    spec = data.get("spec")
    inner = spec.get("workflowSpec", spec) if isinstance(spec, dict) else None
    return inner if isinstance(inner, dict) else {}


def _list_keys(value: Any) -> list[str]:
    return list(map(str, value)) if isinstance(value, dict) else []


def _list_mappings(value: Any) -> Iterator[dict[str, Any]]:
    return (each for each in value if isinstance(each, dict)) if isinstance(value, list) else iter(())


def _list_names(value: Any) -> Iterator[str]:
    """Yield the names of steps, and of tasks, which are the keys of a mapping in a pipeline."""
    yield from _list_keys(value)
    yield from (str(step["name"]) for step in _flatten(value) if "name" in step)


def _flatten(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the steps of a list; the steps of a manifest, and parallel ones of a pipeline, are in lists in it."""
    for each in value if isinstance(value, list) else ():
        yield from _list_mappings(each) if isinstance(each, list) else _list_mappings([each])


def _read_given(context: click.Context) -> Iterator[dict[str, Any]]:
    host = read_host()
    files = [file for path in map(host.resolve, list_paths(context)) for file in _find_files(path)]
    for file in files[:_FILES]:
        yield from _read(host, file)
    yield from _read_resumed(context)


def _read_resumed(context: click.Context) -> Iterator[dict[str, Any]]:
    """Yield the workflow of the run that is resumed."""
    base, name = find_base(context), context.params.get("resume")
    description = RunDirectory(base / name).read(DESCRIPTION) if base and name else None
    if description is not None:
        yield {"spec": description.get("spec")}


def _find_files(path: Path) -> Iterable[Path]:
    return list_yaml_files(path) if path.is_dir() else (path,)


def _find_tests(paths: Iterable[Path], host: Host) -> Iterator[Path]:
    project = find_project_file(host.working_directory)
    folder = project.parent if project else host.working_directory
    for path in list(map(host.resolve, paths)) or [folder]:
        if path.is_dir():
            yield from [file for file in list_yaml_files(path, with_tests=True) if is_test_file(file.name)][:_FILES]
        elif is_test_file(path.name):
            yield path
        else:
            yield from (file for file in path.parent.glob(f"{path.stem}.test.y*ml"))


def _read(host: Host, file: Path) -> Iterator[dict[str, Any]]:
    """Yield the mappings in a file; none if it cannot be read."""
    try:
        documents = read_documents(host.read(file))
    except InvalidInputError:
        return
    yield from (document.data for document in documents if isinstance(document.data, dict))
