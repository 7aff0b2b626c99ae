"""Whether a document is what it should be, said so that a person can act on it.

`validate_pipeline` looks at the language and `validate_document` at what other schemas describe, `check_argo_objects`
at the objects in Argo's own spelling inside of both.
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
