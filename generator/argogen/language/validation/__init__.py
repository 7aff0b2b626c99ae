"""Validate documents against the schemas of argogen and the structure of Argo objects.

`validate_pipeline` validates pipelines and `validate_document` other documents; `check_argo_objects` checks the Argo
and Kubernetes objects in both.
"""

from argogen.language.validation.argo_objects import check_argo_objects, validate_settings_file
from argogen.language.validation.pipeline import validate_document, validate_fragment, validate_pipeline

__all__ = [
    "check_argo_objects",
    "validate_document",
    "validate_fragment",
    "validate_pipeline",
    "validate_settings_file",
]
