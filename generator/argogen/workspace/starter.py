"""Write the files of a new project."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from argogen.argo.versions import DEFAULT_VERSION
from argogen.project.find import PROJECT_FILE, PYPROJECT, find_project_file
from argogen.schemas import read_schema
from argogen.yaml.emitter import dump

_SCHEMAS_FOLDER = ".argogen"


class StarterOptions(NamedTuple):
    """The choices for a new project."""

    pipelines: str = "pipelines"
    manifests: str = "manifests"
    image: str = "alpine:3.23"
    environments: tuple[str, ...] = ()


def write_starter(folder: Path, options: StarterOptions) -> Mapping[Path, str]:
    """Return the text of each file of a new project in a folder (an absolute path); nothing is written."""
    schemas = {name: folder / _SCHEMAS_FOLDER / f"{name}.schema.json" for name in ("project", "pipeline")}
    texts = {path: json.dumps(read_schema(name), ensure_ascii=False, indent=2) + "\n" for name, path in schemas.items()}
    pipeline = {folder / options.pipelines / "hello.yaml": _write_pipeline(options)}
    in_pyproject = find_project_file(folder) == folder / PYPROJECT
    project = {} if in_pyproject else {folder / PROJECT_FILE: _write_project(options)}
    return {**project, **pipeline, **texts}


def _write_project(options: StarterOptions) -> str:
    """Return the text of its project file."""
    output = (
        f"{options.manifests}/{{environment}}/{{path}}" if options.environments else f"{options.manifests}/{{path}}"
    )
    fields = {"PIPELINES": f"{options.pipelines}/", "OUTPUT": output, "IMAGE": options.image}
    text = _PROJECT.replace("VERSION", DEFAULT_VERSION).replace("ENVIRONMENTS", _write_environments(options))
    for name, value in fields.items():
        text = text.replace(name, dump(value).strip())
    return text


def _write_environments(options: StarterOptions) -> str:
    if not options.environments:
        return _NO_ENVIRONMENTS
    return _ENVIRONMENTS + "".join(f"  {dump(name).strip()}:\n" for name in options.environments)


def _write_pipeline(options: StarterOptions) -> str:
    """Return the text of a first pipeline."""
    up = "../" * (1 + options.pipelines.count("/"))
    return _PIPELINE.replace("SCHEMA", f"{up}{_SCHEMAS_FOLDER}/pipeline.schema.json")


_PROJECT = f"""\
# yaml-language-server: $schema={_SCHEMAS_FOLDER}/project.schema.json

# Files, folders and patterns such as teams/*/pipelines/**/*.yaml.
pipelines: PIPELINES

# Where the manifest of each pipeline goes: {{path}} is the pipeline's path below its folder, {{folder}} the folder in
# that, {{name}} its file name without ending, {{environment}} the environment.
output: OUTPUT

# The Argo Workflows that has to accept the manifests.
argo_version: "VERSION"

# What every step starts from; the defaults of a pipeline come before these, and what a step says comes first.
defaults:
  image: IMAGE
  # A pod without a limit can take what others on its node need.
  resources: {{requests: {{cpu: 100m, memory: 128Mi}}, limits: {{memory: 512Mi}}}}
  # What the cluster did wrong is tried again, what the step did wrong is not.
  retry: {{limit: 2, retryPolicy: OnError}}
  # Nothing hangs for ever.
  deadline: 1h

# Values for ${{{{ vars.NAME }}}} in pipelines and above.
# vars: {{registry: registry.example.com}}

ENVIRONMENTS
# Folders of Jinja templates that replace argogen's own; argogen templates eject copies one there.
# templates: templates/

# Templates, defaults and policies that are shared with others; argogen templates update takes them.
# packs:
#   acme: {{git: "https://git.example.com/acme/argogen-pack.git", ref: v1.2.0}}
"""
_NO_ENVIRONMENTS = """\
# Each pipeline gets a manifest for each environment, which may have its own vars, defaults, profiles and output.
# environments:
#   staging:
#   production: {defaults: {retry: 5}}
"""
_ENVIRONMENTS = """\
# Each pipeline gets a manifest for each environment, which may have its own vars, defaults, profiles and output.
environments:
"""
_PIPELINE = """\
# yaml-language-server: $schema=SCHEMA
name: hello
description: Greets everyone on a list, all at once.
steps:
  - name: list
    run: echo '["Ada", "Grace"]'
  - name: greet
    for_each: {items: "{{list.result}}", as: person}
    env: {PERSON: "{{person}}"}
    run: echo "hello $PERSON"
"""
