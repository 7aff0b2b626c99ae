"""Workflow structure: loops, retries, containers, recursion."""
