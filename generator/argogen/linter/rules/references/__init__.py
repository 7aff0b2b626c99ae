"""References: tags, templates, outputs, parameters."""
