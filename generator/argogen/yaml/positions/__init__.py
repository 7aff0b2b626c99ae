"""Where each part of a text stands, and its syntax errors in plain words."""
