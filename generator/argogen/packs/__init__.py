"""Packs: directories of templates, defaults and policies that many projects share."""
