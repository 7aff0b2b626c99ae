"""A pod that Kubernetes would not start."""

from __future__ import annotations


class PodError(Exception):
    """A pod that cannot be started; the message is the reason, if possible in the words of Kubernetes."""
