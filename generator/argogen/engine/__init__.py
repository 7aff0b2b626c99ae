"""Compile a source to its manifest: front end, rules, rendering, verification."""
