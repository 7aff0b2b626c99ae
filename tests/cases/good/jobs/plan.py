"""Plans."""
print(f"{{not a tag}} {{ name }}")
