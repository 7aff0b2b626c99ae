"""Plans."""

print("{not a tag} { name }")
