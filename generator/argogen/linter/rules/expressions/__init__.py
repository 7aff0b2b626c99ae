"""Expressions and conditions."""
