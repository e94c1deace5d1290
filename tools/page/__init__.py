"""Runs the examples in the page: the bundle's contents, and what works within it."""
