"""Examples: background work, and signals."""
