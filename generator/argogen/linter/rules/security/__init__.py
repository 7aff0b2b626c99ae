"""Rules for security."""
