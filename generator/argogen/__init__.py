"""argogen: short pipelines in, Argo Workflows manifests out."""

__version__ = "0.1.0"
