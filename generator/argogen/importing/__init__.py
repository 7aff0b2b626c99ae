"""Convert manifests to idiomatic pipelines.

`reading` translates a manifest to a pipeline in Argo terms, `simplify` shortens it, and `comments` places the comments
of the original.
"""
