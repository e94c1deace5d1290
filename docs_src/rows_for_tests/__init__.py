"""Examples: rows for tests, and one test for many cases."""
