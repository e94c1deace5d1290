"""A client from the API's OpenAPI document, its checks and its coverage.

It sends with the clients that there are.
"""
