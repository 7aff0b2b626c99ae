"""The dialects room: documents of other tools as pipeline documents."""
