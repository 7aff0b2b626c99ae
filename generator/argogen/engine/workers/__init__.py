"""Many sources at once: in this process, or in several, within limits."""
