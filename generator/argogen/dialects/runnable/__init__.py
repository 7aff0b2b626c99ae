"""Pipelines of the runnable project (0.9 line), with its configuration for Argo, as they are.

`pipeline` is the door; a graph of nodes becomes steps or tasks, and the parameters that runnable keeps in its run log
become outputs and arguments.
"""
