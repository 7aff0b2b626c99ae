"""Template files to data, and data to canonical YAML."""
