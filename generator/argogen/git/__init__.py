"""What git knows, of the repository here (`local`) and of those elsewhere (`remote`); nothing else runs git."""
