"""A project on disk: inputs, targets, freshness, writing and orphans."""
