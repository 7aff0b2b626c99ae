"""The graph of a runnable pipeline: nodes, order and end nodes."""
