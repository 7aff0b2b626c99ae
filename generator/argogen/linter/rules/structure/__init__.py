"""Rules for the structure of workflows: loops, retries, containers, recursion."""
