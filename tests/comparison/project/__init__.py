"""The project that all tools are compared on; it is copied before it is used."""
