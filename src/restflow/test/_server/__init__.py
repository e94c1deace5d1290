"""The project's application on a port: servers in a thread, and test cases with one.

Which application that is, `_asgi` says.
"""
