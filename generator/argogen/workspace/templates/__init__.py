"""Template files of a project: where they come from, what they replace, and trials of them."""
