"""Graphs of workflows, and their formats that are text."""
