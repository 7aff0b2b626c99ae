"""`argogen render`: pipelines in, manifests out."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from argogen.cli.generation import Generated, Options, generate
from argogen.cli.inputs import Input, find_inputs, is_folder
from argogen.cli.options import generation_options, read_options
from argogen.cli.report import print_diagnostics
from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.output.files import write_files


@click.command("render")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("-o", "--output", metavar="PATH", help="A file for one pipeline, a folder for several; `-` prints.")
@generation_options
def command(paths: tuple[str, ...], output: str | None, **shared: Any) -> int:
    """Render pipelines into Argo Workflows manifests.

    PATH is a pipeline, a folder to search for pipelines, or - for standard input.
    Nothing is written when anything is wrong.

    \b
    argogen render pipeline.yaml
    argogen render pipeline.yaml -o manifest.yaml --set shards=8
    argogen render pipelines/ -o manifests/ --argo-version 3.6
    argogen render pipeline.yaml --templates our-templates/ | kubectl create -f -
    """
    inputs = find_inputs(paths)
    targets = _find_targets(inputs, paths, output)
    made = _generate_all(inputs, read_options(**shared))
    print_diagnostics(d for generated in made for d in generated.diagnostics)
    if targets is None:
        click.echo("---\n".join(generated.text for generated in made), nl=False)
    else:
        write_files({target: generated.text for target, generated in zip(targets, made, strict=True)})
    return 0


def _generate_all(inputs: Sequence[Input], options: Options) -> list[Generated]:
    """Every manifest, or every fault of every pipeline."""
    made: list[Generated] = []
    faults: list[Diagnostic] = []
    for given in inputs:
        try:
            made.append(generate(given, options))
        except InvalidInputError as error:
            faults.extend(error.diagnostics)
    if faults:
        raise InvalidInputError([*faults, *(d for generated in made for d in generated.diagnostics)])
    return made


def _find_targets(inputs: Sequence[Input], paths: Sequence[str], output: str | None) -> list[Path] | None:
    """The file for each input; None for standard output."""
    if output is None or output == "-":
        return None
    if len(paths) == 1 and not is_folder(Path(paths[0])):
        targets = [_file_target(Path(output), inputs[0])]
    else:
        targets = [_folder(Path(output)) / given.relative for given in inputs]
    _refuse_clashes(targets, inputs)
    return targets


def _file_target(output: Path, given: Input) -> Path:
    if is_folder(output):
        hint = f"name a file in it: {output / given.relative}"
        raise _wrong_output("a folder cannot be the output of one pipeline", output, hint)
    return output


def _folder(output: Path) -> Path:
    if not is_folder(output) and os.path.lexists(output):
        raise _wrong_output("a file cannot be the output of several pipelines", output, "name a folder")
    return output


def _refuse_clashes(targets: Sequence[Path], inputs: Sequence[Input]) -> None:
    taken: Mapping[str, Input] = {os.path.realpath(given.source.file): given for given in inputs}
    seen: dict[Path, Input] = {}
    for target, given in zip(targets, inputs, strict=True):
        if os.path.realpath(target) in taken:
            raise _wrong_output("the output would replace a pipeline", target, "choose another file or folder")
        if target in seen:
            message = f"{seen[target].source.file} and {given.source.file} would both be written there"
            raise _wrong_output(message, target, "render them into different folders")
        seen[target] = given


def _wrong_output(message: str, path: Path, hint: str) -> InvalidInputError:
    return InvalidInputError([Diagnostic("wrong-output", message, Place(str(path)), hint)])
