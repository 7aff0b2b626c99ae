"""Reports of test results: text, JSON and JUnit XML."""
