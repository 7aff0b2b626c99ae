"""The options, output and prompts of `argogen run`."""
