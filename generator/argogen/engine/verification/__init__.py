"""Verify manifests against the Argo API of one version.

The pipeline is valid at this stage: errors come from overridden templates, or are internal errors.
"""
