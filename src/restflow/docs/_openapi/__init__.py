"""Recorded exchanges as examples of an OpenAPI document.

A hook of drf-spectacular: it runs when the document is made, and at no other time.
"""
