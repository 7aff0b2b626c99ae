"""The project file: pipelines, outputs of manifests, and common settings."""
