"""Values: notations, names, schedules, metrics, synchronization."""
