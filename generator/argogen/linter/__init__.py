"""The check room: rules over the Context, each a small function that yields what it finds."""
