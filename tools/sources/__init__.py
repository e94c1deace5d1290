"""What pages are made from: examples with their records, traps, the navigation."""
