"""Translate documents of other tools to pipeline documents."""
