"""Optimize, compile and run expressions."""
