"""Records: what a test did, as it stands in a JSON file, and how two of them differ."""
