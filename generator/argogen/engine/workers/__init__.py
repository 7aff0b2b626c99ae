"""Compile many sources, in this process or in worker processes with limits."""
