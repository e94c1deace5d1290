"""Examples: what requests, hits and tests cost."""
