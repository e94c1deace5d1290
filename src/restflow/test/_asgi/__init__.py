"""An ASGI application in this process: which one, its lifespan, a transport to it.

Servers are not here (`_server`), and neither is httpx's client (`_http`).
"""
