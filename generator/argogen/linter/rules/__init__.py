"""The rules, a folder for each family."""
