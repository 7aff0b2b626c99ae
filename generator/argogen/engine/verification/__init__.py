"""Verify manifests against Argo's structure in one version.

The pipeline is valid by then, so what is found comes from a template that was replaced, or is an error in argogen.
"""
