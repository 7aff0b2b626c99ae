"""Volumes and artifacts."""
