"""Modules that stand in for those that a page cannot have."""
