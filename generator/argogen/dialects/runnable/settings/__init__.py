"""runnable's configuration: settings, overrides, variables and parameters."""
