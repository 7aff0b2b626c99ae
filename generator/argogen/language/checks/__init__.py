"""Checks of the templates of the pipeline model."""
