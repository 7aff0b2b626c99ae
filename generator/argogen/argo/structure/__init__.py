"""The structure of Argo objects by version: their fields, with types, and the versions that have each field.

The facts are in `schemas/argo/structure.json`; a `Structure` checks objects against the table of one version.
"""

from argogen.argo.structure.structure import Structure, load_structure
from argogen.argo.structure.table import KINDS, TEMPLATE_KINDS, FieldFacts
from argogen.argo.versions import DEFAULT_VERSION, VERSIONS

__all__ = [
    "DEFAULT_VERSION",
    "KINDS",
    "TEMPLATE_KINDS",
    "VERSIONS",
    "FieldFacts",
    "Structure",
    "load_structure",
]
