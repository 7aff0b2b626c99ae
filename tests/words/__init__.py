"""The project's vocabulary: which phrases are not used, and where prose is found."""
