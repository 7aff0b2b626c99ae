"""The resolved model as the flat Context."""
