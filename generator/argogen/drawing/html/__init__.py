"""Write graphs as one HTML page with its own program, which loads nothing."""
