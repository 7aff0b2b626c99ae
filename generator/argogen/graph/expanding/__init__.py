"""Expand the calls of a workflow to the elements of its graph."""
