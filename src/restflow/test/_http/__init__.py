"""httpx's client for the project's own application. The transport is in `_asgi`."""
