"""Test case classes, and coroutine tests in them.

Live servers bring classes of their own (`_server.live`). What happens to connections
while a test runs is `_database`'s affair.
"""
