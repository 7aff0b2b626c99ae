"""The pipeline language: passes from a pipeline document to the Context."""
