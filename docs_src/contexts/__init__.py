"""Examples: languages, time zones and tenants."""
