"""The nodes of a run while it lasts."""
