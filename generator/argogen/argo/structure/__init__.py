"""What Argo's objects look like, version by version: which fields they have, of which types, since when.

The facts are in `schemas/argo/structure.json`; a `Structure` is that table as of one version, with a walker over it.
"""

from argogen.argo.structure.structure import Structure, load_structure
from argogen.argo.structure.structure_diagnostic import StructureDiagnostic
from argogen.argo.structure.table import KINDS, TEMPLATE_KINDS, FieldFacts
from argogen.argo.versions import DEFAULT_VERSION, VERSIONS

__all__ = [
    "DEFAULT_VERSION",
    "KINDS",
    "TEMPLATE_KINDS",
    "VERSIONS",
    "FieldFacts",
    "Structure",
    "StructureDiagnostic",
    "load_structure",
]
