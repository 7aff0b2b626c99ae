"""govaluate, in `when` of steps, tasks, metrics and cron workflows."""
