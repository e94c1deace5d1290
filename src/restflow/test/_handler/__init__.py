"""A request's way through the middleware to the view, and what is noted on the way.

It is Django's handler, with fewer visits to threads. What it takes from inside Django
is in `django`.
"""
