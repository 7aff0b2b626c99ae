"""Compare runs with the expectations of test cases."""
