"""What an OpenAPI document says of a value: its schemas, read and checked.

Where a document comes from, and what is made of it, is the affair of those who use it:
the schema client of `restflow.test`, and the examples of `restflow.docs`.
"""
