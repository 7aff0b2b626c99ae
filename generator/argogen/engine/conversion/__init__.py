"""Manifests and runnable pipelines to pipelines."""
