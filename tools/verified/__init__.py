"""On which versions the examples passed, and which versions are supported."""
