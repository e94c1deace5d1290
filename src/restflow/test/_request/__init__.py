"""From a test's arguments to a request: encoding, scope, and the request factory.

Nothing is sent from here.
"""
