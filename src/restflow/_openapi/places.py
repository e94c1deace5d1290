"""Where a document says something of a request: paths, statuses, media types."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def pattern(path: str) -> re.Pattern[str]:
    """Return what a path with parameters matches."""
    parts = re.split(r"(\{[^}]+\})", path)
    return re.compile(
        "".join("[^/]+" if part[:1] == "{" else re.escape(part) for part in parts)
    )


def server_path(holders: Iterable[Mapping[str, Any]]) -> str:
    """Return the path of the first server; its host is the client's affair.

    Args:
        holders: What may name servers, what counts most first.
    """
    servers = [server for holder in holders for server in holder.get("servers") or ()]
    if not servers:
        return ""
    url = str(servers[0]["url"])
    for name, variable in servers[0].get("variables", {}).items():
        url = url.replace(f"{{{name}}}", str(variable["default"]))
    return urlsplit(url).path.rstrip("/")


def declared(responses: Collection[str], status: int) -> str | None:
    """Return the entry of an operation's responses for a status, or None."""
    # A range stands for what has no entry of its own.
    keys = (str(status), f"{status // 100}XX", "default")
    return next((key for key in keys if key in responses), None)


def plain(media: str) -> str:
    """Return a media type without its parameters."""
    return media.partition(";")[0].strip().lower()


def ranges(media: str) -> list[str]:
    """Return how a document may name a media type, what is exact first."""
    return [media, f"{media.partition('/')[0]}/*", "*/*"] if media else []
