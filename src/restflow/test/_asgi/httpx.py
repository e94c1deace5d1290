"""The HTTP library: httpx2 if it is installed, and otherwise httpx."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx2 as httpx
else:
    try:
        import httpx2 as httpx
    except ModuleNotFoundError:
        try:
            import httpx
        except ModuleNotFoundError as missing:
            raise ModuleNotFoundError(
                "AsyncHTTPClient needs httpx2 (or httpx). Install it with: "
                'pip install "restflow[http]"',
                name=missing.name,
            ) from None

__all__ = ["httpx"]
