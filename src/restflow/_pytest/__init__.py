"""What the pytest plugin does: databases, the target of requests, coverage, reports.

The hooks and fixtures themselves are in `restflow.pytest_plugin`.
"""
