"""Desugar documents: expand all short forms of the language, and build the pipeline model."""
