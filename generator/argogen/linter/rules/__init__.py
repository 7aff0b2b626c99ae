"""The checks of the built-in rules, a package for each family."""
