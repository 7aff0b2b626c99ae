"""Checks of the pipeline model, one part at a time: what its body, its kind or Python cannot have."""
