"""Write the files of a new project."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from argogen.argo.versions import DEFAULT_VERSION
from argogen.project.find import PROJECT_FILE, PYPROJECT, find_project_file
from argogen.schemas.publication import publish
from argogen.yaml.emitter import dump

_SCHEMAS_FOLDER = ".argogen"


class StarterOptions(NamedTuple):
    """The options of a new project."""

    pipelines: str = "pipelines"
    manifests: str = "manifests"
    image: str = "alpine:3.23"
    environments: tuple[str, ...] = ()


def write_starter(folder: Path, options: StarterOptions) -> Mapping[Path, str]:
    """Return the content of each file of a new project in a directory (an absolute path); nothing is written."""
    schemas = {name: folder / _SCHEMAS_FOLDER / f"{name}.schema.json" for name in ("project", "pipeline", "test")}
    texts = {path: json.dumps(publish(name), ensure_ascii=False, indent=2) + "\n" for name, path in schemas.items()}
    pipeline = {
        folder / options.pipelines / "hello.yaml": _write_example(_PIPELINE, options),
        folder / options.pipelines / "hello.test.yaml": _write_example(_TEST, options),
    }
    in_pyproject = find_project_file(folder) == folder / PYPROJECT
    project = {} if in_pyproject else {folder / PROJECT_FILE: _write_project(options)}
    return {**project, **pipeline, **texts}


def _write_project(options: StarterOptions) -> str:
    """Return the content of the project file."""
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


def _write_example(text: str, options: StarterOptions) -> str:
    """Return the content of the first pipeline, or of its test file."""
    up = "../" * (1 + options.pipelines.count("/"))
    return text.replace("SCHEMAS", f"{up}{_SCHEMAS_FOLDER}")


_PROJECT = f"""\
# yaml-language-server: $schema={_SCHEMAS_FOLDER}/project.schema.json

# Pipelines of the project: files, directories or patterns such as teams/*/pipelines/**/*.yaml.
pipelines: PIPELINES

# Output path of each manifest. {{path}} is the path of the pipeline relative to its entry in 'pipelines', {{directory}}
# and {{name}} are its directory and its file name without extension, {{environment}} is the name of the environment.
output: OUTPUT

# Target version of Argo Workflows.
argo_version: "VERSION"

# Defaults of all steps; the defaults of a pipeline and the keys of a step take precedence.
defaults:
  image: IMAGE
  # A container without a memory limit can use up the memory of its node.
  resources: {{requests: {{cpu: 100m, memory: 128Mi}}, limits: {{memory: 512Mi}}}}
  # Retry errors of the cluster, such as a deleted pod, but not failures of the step itself.
  retry: {{limit: 2, retryPolicy: OnError}}
  # Maximum duration of a step.
  deadline: 1h

# Variables for ${{{{ vars.NAME }}}} in pipelines and in this file.
# vars: {{registry: registry.example.com}}

ENVIRONMENTS
# A picture of each pipeline beside its manifest: mermaid, dot, svg or html.
# graph: {{format: svg}}

# Directories of Jinja templates that override the built-in ones; copy one with argogen templates eject.
# templates: templates/

# Packs of shared templates, defaults and policies; fetch them with argogen templates update.
# packs:
#   acme: {{git: "https://git.example.com/acme/argogen-pack.git", ref: v1.2.0}}
"""
_NO_ENVIRONMENTS = """\
# Environments: each pipeline is rendered for each; they can override vars, defaults, profiles and output.
# environments:
#   staging:
#   production: {defaults: {retry: 5}}
"""
_ENVIRONMENTS = """\
# Environments: each pipeline is rendered for each; they can override vars, defaults, profiles and output.
environments:
"""
_PIPELINE = """\
# yaml-language-server: $schema=SCHEMAS/pipeline.schema.json
name: hello
description: Greets every person on a list in parallel.
steps:
  - name: list
    run: echo '["Ada", "Grace"]'
  - name: greet
    for_each: {items: "{{list.result}}", as: person}
    env: {PERSON: "{{person}}"}
    run: echo "hello $PERSON"
"""
_TEST = """\
# yaml-language-server: $schema=SCHEMAS/test.schema.json

# Test cases of hello.yaml for 'argogen test'. Steps do not run: mocks provide their results.
cases:
  - name: greets every person
    mocks:
      list: {result: [Ada, Grace]}
      greet: {}
    expect:
      ran: [greet(Ada), greet(Grace)]
  - name: greets no one if the list is empty
    mocks:
      list: {result: []}
    expect:
      not_ran: [greet]
"""
