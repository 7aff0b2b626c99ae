"""Queries of git: of the local repository (`local`) and of remote ones (`remote`). Nothing else runs git."""
