"""Runs the examples within a page: Python there has neither threads nor sockets."""
