"""Follow values through the calls of templates."""
