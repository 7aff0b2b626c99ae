"""`argogen templates`: one module for each of its commands."""
