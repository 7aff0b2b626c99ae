"""Compile a source in a new session; relative paths refer to the working directory of the test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from argogen.argo.versions import ArgoVersion
from argogen.engine import compilation, manifest_lint
from argogen.engine.conversion.documents import Conversion
from argogen.engine.conversion.sources import ConvertedSource, convert_source
from argogen.engine.manifest_lint import ManifestCheck
from argogen.engine.options import CompileOptions, Mode
from argogen.engine.results import Generated, Result
from argogen.engine.session import EngineSession
from argogen.engine.source_file import SourceFile
from argogen.engine.stages import Prepared
from argogen.files import is_test_file
from argogen.host import Host, find_user_cache
from argogen.workspace import inputs
from argogen.yaml.document import Document
from argogen.yaml.text import SourceText

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def open_session(environ: Mapping[str, str] | None = None) -> EngineSession:
    return EngineSession(Host(environ or {}, Path.cwd(), find_cache_directory=find_user_cache))


def find_inputs(paths: Sequence[str]) -> list[SourceFile]:
    return inputs.find_inputs(paths, Host(working_directory=Path.cwd()))


def list_examples() -> list[Path]:
    """The pipelines in the directory of examples, without those in directories of it."""
    return sorted(file for file in EXAMPLES.glob("*.yaml") if not is_test_file(file.name))


def make_source(text: str, name: str = "pipeline.yaml", folder: Path = Path()) -> SourceFile:
    return SourceFile(SourceText(name, text), Path(name), folder)


def generate(
    source_file: SourceFile,
    options: CompileOptions,
    environ: Mapping[str, str] | None = None,
    mode: Mode = Mode.RENDER,
) -> Generated:
    return compilation.generate(source_file, options, open_session(environ), mode)


def attempt(source_file: SourceFile, options: CompileOptions, mode: Mode) -> Result:
    return compilation.attempt(source_file, options, open_session(), mode)


def prepare_source(source_file: SourceFile, options: CompileOptions) -> list[Prepared]:
    return compilation.prepare_source(source_file, options, open_session())


def check_manifests(source_file: SourceFile, options: CompileOptions) -> ManifestCheck:
    documents = manifest_lint.read_objects(source_file)
    return manifest_lint.check_manifests(documents, source_file, options, open_session())


def render_alone(document: Document, source_file: SourceFile, options: CompileOptions) -> Any:
    return compilation.render_alone(document, source_file, options, open_session())


def convert(
    source_file: SourceFile,
    options: CompileOptions,
    version: ArgoVersion | None = None,
    *,
    rename: bool = False,
    factor: bool = False,
) -> ConvertedSource:
    return convert_source(Conversion(source_file, options, open_session(), rename, factor), version)
