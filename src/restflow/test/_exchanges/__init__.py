"""What was sent and what came back: recording it, and showing it to people.

It knows Django's clients. Others call `recorded`, or note what they send themselves.
"""
