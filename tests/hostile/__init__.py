"""Input that is made to fail: it grows, hangs, is nested too deep, or is no file."""
