"""Tests of several requests: endpoints, actors who call them, stories, access tables.

It knows every client, and sends through them. How a request is made and answered is
theirs.
"""
