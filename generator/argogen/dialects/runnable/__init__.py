"""Translate pipelines of the runnable project (version 0.9) with its configuration for Argo.

`pipeline` is the entry point; a graph of nodes is translated to steps or tasks, and parameters, which runnable keeps
in its run log, to outputs and arguments.
"""
