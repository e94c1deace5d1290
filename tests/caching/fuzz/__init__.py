"""Readers and writers in several processes, and a check of what they saw."""
