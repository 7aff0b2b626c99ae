"""The configuration of runnable: settings, overrides, variables and parameters."""
