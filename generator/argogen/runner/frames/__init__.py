"""The running templates of a workflow: each frame owns a node and those below it, and reacts to events."""
