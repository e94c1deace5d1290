"""Databases in tests: shared connections, blocks, commit hooks, queries.

It also knows which line of the user's code is behind a query or a task, and keeps the
caches of tests apart. It knows nothing of requests.
"""
