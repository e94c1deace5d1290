"""An actor's client: its user, and the body that comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpHeaders
from django.test import AsyncClient, Client


def identify(client: Any, user: Any, credentials: Mapping[str, str] | None) -> None:
    """Have a client's requests be those of a user.

    Raises:
        ValueError: The client knows nothing of users of this process, or of
            credentials.
    """
    if hasattr(client, "force_authenticate"):
        if user is not None:
            client.force_authenticate(user=user)
        if credentials:
            _require_environ_keys(credentials)
            client.credentials(**credentials)
        return
    if user is not None:
        raise ValueError(
            "`user` needs an APIClient or an AsyncAPIClient. Log any other client in "
            "before, give `credentials`, or let the actor log in with a request."
        )
    if credentials and isinstance(client, (Client, AsyncClient)):
        raise ValueError(
            "`credentials` needs an APIClient, an AsyncAPIClient or httpx's client. "
            "Give any other client its headers when it is made."
        )
    for key, value in (credentials or {}).items():
        name = HttpHeaders.parse_header_name(key)
        client.headers[name or key] = value


def _require_environ_keys(credentials: Mapping[str, str]) -> None:
    for key in credentials:
        if not key.startswith(("HTTP_", "CONTENT_")):
            written = f"HTTP_{key.upper().replace('-', '_')}"
            raise ValueError(
                f"`credentials` has the key {key!r}. A header is written as in "
                f"`client.credentials`, such as {written}."
            )


def body_of(response: Any) -> bytes:
    """Return the body of a response, or nothing if it is a stream."""
    return b"" if getattr(response, "streaming", False) else bytes(response.content)
