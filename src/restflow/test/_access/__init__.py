"""Access tables: who may do what, asked for every route and everybody.

It asks with clients of its own or with those of actors. What routes there are, and who
sends a request as whom, is told in `_stories`.
"""
