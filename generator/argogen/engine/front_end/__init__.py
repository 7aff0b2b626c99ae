"""Compiler front end: source documents to Contexts."""
