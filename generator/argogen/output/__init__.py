"""Output files: manifests with stamps, written atomically."""
