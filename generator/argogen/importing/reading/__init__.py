"""Translate Argo manifests to pipelines one to one, in the same order.

Every template becomes a component, Argo tags are kept, and no value is shortened: diagnostics of the pipeline apply to
the manifest. `manifest` is the entry point.
"""
