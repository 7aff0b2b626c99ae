"""Indexes of a Context that rules share."""
