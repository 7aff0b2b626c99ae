"""Test cases of pipelines and manifests: documents, simulated runs, comparison and reports."""
