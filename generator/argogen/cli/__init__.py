"""The command line: one module for each command, and the only room that knows all the others."""
