"""Examples: slow and flaky tests."""
