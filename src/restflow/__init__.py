"""Tests for asynchronous Django REST framework APIs that mean what they say."""

__version__ = "0.1.0"
