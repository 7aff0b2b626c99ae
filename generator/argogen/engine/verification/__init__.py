"""The verify room: what was rendered, against Argo's structure of one version.

The language has been checked where it was written, so what is found here comes from a template that a team replaced, or
from a fault of argogen's own.
"""
