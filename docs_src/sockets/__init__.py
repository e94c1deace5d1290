"""Examples: WebSockets."""
