"""Test asynchronous Django REST framework APIs: see `restflow.test`."""

__version__ = "0.1.0"
