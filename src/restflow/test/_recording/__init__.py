"""Recording what all threads do to the database, for tests that look at it afterwards.

Exchanges are recorded in `_exchanges`, where they are made.
"""
