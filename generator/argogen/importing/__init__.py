"""Convert manifests to pipelines as a person would write them.

`reading` gives a pipeline in the terms of Argo, `simplify` shortens it, and `comments` places the comments of the
original.
"""
