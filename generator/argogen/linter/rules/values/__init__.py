"""Rules for values: notations, names, schedules, metrics, synchronization."""
