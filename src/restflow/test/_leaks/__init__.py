"""What a test leaves behind: tasks and threads that go on, and the warnings of it.

Connections and atomic blocks that were left are found by `_database`, which puts them
right.
"""
