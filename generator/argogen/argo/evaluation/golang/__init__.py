"""The parts of Go that expressions show: values with their types, formatting, JSON, times, regular expressions."""
