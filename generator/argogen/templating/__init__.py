"""Render template files to the data of a manifest."""
