"""The document as templates and calls."""
