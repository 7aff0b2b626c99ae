"""Artifacts of the Context."""

from __future__ import annotations

from argogen.argo.structure import Structure
from argogen.context import Artifact, CodeFile
from argogen.language.lower.tag_writer import TagWriter
from argogen.language.model.pipeline import FROM, ArtifactModel
from argogen.language.resolve.artifacts import Artifacts

# The directories of arguments and results of code, by their keys in code/directories.j2.
INPUTS, OUTPUTS = "inputs", "outputs"

_NAMED = frozenset({"path", *FROM})


def build_artifacts(
    artifacts: Artifacts | None, write: TagWriter, structure: Structure, directory: str = ""
) -> tuple[Artifact, ...]:
    """Return artifacts of the Context with resolved references; objects of code are in `directory`."""
    if not artifacts:
        return ()
    write_artifact = write.for_artifacts()
    return tuple(_build(artifact, write, write_artifact, structure, directory) for artifact in artifacts.values())


def _build(
    artifact: ArtifactModel, write: TagWriter, write_artifact: TagWriter, structure: Structure, directory: str
) -> Artifact:
    fields = structure.coerce(artifact.fields, "Artifact")
    others = write({key: value for key, value in fields.items() if key not in _NAMED})
    expression = fields.get("fromExpression")
    return Artifact(
        artifact.name,
        path=write(fields.get("path")),
        file=CodeFile(directory, artifact.name) if artifact.is_object else None,
        reference=write_artifact(fields.get("from")),
        expression=None if expression is None else write_artifact.expression(expression),
        others={key: value for key, value in others.items() if value is not None},
        origin=artifact.origin,
    )
