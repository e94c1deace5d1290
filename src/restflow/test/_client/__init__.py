"""A client: who it is, what it sends, responses, streams, redirects, forgotten awaits.

How arguments become a request is in `_request`, and how a request gets to the view in
`_handler`.
"""
