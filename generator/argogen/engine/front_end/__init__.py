"""A source to the Contexts of its documents: read, substitute, validate, normalize, check."""
