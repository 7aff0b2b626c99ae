"""Lint the scripts in pipelines and manifests with the linters of their languages."""
