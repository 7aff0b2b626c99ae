"""The timeline of a run: when each node ran, and the nodes that determined its duration."""
