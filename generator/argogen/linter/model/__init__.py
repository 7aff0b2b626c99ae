"""Indices over a Context that rules share."""
