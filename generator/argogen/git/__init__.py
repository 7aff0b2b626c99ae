"""Query git: the local repository (`local`) and remote ones (`remote`). No other package runs git."""
