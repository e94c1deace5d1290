"""The report of a test run: one HTML file."""
