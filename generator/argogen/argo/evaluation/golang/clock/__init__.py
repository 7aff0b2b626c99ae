"""Package time of Go: durations, zones, times and their layouts."""
