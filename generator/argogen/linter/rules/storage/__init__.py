"""Rules for volumes and artifacts."""
