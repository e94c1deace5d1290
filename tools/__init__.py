"""Scripts that turn the record of a run into pages."""
