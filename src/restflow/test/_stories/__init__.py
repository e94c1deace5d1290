"""Tests of several requests: endpoints, the actors who call them, stories.

It knows every client, and sends through them. How a request is made and answered is
theirs.
"""
