"""Which responses may be stored, and what tells their entries apart."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from restflow.caching._personal import Used, own_texts_in

# What an answer may vary on because the key has it anyway. It has the language that
# Django chose, and not what a handler makes of Accept-Language by itself.
_IN_EVERY_KEY = {"accept", "host"}
_OF_THE_USER = {"authorization", "cookie"}
# Their pages show who is logged in, and carry tokens.
_BROWSABLE = {"api", "admin"}


@dataclass(frozen=True)
class Policy:
    """What `cache_response` was told of a view.

    Attributes:
        per_user: Entries of users are apart.
        public: The response is the same for everybody.
        vary_on: Names of request headers that are in the key, in lower case.
        statuses: Which responses are stored.
    """

    per_user: bool
    public: bool
    vary_on: tuple[str, ...]
    statuses: frozenset[int]

    @property
    def asks_for_the_user(self) -> bool:
        """Whether it matters who asks."""
        return self.per_user or not self.public

    def passes(self, request: Any, user: Any) -> str:
        """Return why a request is not looked up, or an empty text if it is."""
        http = http_request(request)
        if http.method not in {"GET", "HEAD"}:
            return "method"
        renderer = getattr(request, "accepted_renderer", None)
        if getattr(renderer, "format", None) in _BROWSABLE:
            return "browsable-api"
        if _has_body(http):
            return "body"
        return "" if self.public else self._passes_for(request, user)

    def _passes_for(self, request: Any, user: Any) -> str:
        if not _is_known(user):
            # Somebody may be meant whom Django does not know.
            return "authorization" if _has_credentials(request) else ""
        if not self.per_user:
            return "authenticated"
        return "" if getattr(user, "pk", None) is not None else "no-user-key"

    def key(self, request: Any, user: Any) -> tuple[object, ...]:
        """Return what tells the entry of a request from others, but for the view."""
        http = http_request(request)
        accepted = getattr(request, "accepted_media_type", None)
        renderer = getattr(request, "accepted_renderer", None)
        plain = (
            http.method,
            http.scheme,
            http.get_host(),
            http.path,
            sorted(http.GET.lists()),
            accepted or http.headers.get("accept"),
            getattr(renderer, "format", None),
            get_language(),
            get_current_timezone_name(),
            [http.headers.get(name) for name in self.vary_on],
        )
        # These are texts and lists of texts, which JSON tells apart, and quickly.
        return (
            json.dumps(plain),
            getattr(request, "version", None),
            _identity(user) if self.per_user else None,
        )

    def refuses(
        self, request: HttpRequest, response: HttpResponseBase, used: Used
    ) -> str:
        """Return why a response is not stored, or an empty text if it is.

        Args:
            request: What it answers.
            response: The response.
            used: What of the visitor's or the request's own the handler has used.
        """
        control = _words(response.get("Cache-Control", ""))
        reasons = {
            "status": response.status_code not in self.statuses,
            "stream": response.streaming,
            "set-cookie": bool(response.cookies) or response.has_header("Set-Cookie"),
            "no-store": "no-store" in control,
            "private": "private" in control and not self.per_user,
            "csrf-token": request.META.get("CSRF_COOKIE_NEEDS_UPDATE", False),
            "vary": not self._covers(response),
        }
        refused = [reason for reason, holds in reasons.items() if holds]
        refused += used.once
        if not self.public:
            # Cookies tell entries apart if they are in the key.
            refused += [one for one in used.theirs if one not in self.vary_on]
        if not refused:
            refused = own_texts_in(request, _content(response))
        # As RFC 9211 has it, a token begins with a letter.
        return refused[0].lstrip("_") if refused else ""

    def _covers(self, response: HttpResponseBase) -> bool:
        """Tell whether the key has everything that the response says it varies on."""
        covered = _IN_EVERY_KEY.union(self.vary_on)
        if self.per_user:
            covered |= _OF_THE_USER
        return _words(response.get("Vary", "")) <= covered

    def prepare(self, response: Any) -> None:
        """Have browsers ask each time: nobody can tell them of an invalidation."""
        private = "private, " if self.per_user else ""
        response.headers.setdefault("Cache-Control", f"{private}no-cache")
        if not response.has_header("ETag"):
            hashed = blake2b(response.content, digest_size=16).hexdigest()
            response.headers["ETag"] = f'"{hashed}"'


def http_request(request: Any) -> HttpRequest:
    """Return Django's request, which Django REST framework's has within.

    What is not its own, the latter looks up there each time.
    """
    http: HttpRequest = getattr(request, "_request", request)
    return http


def _is_known(user: Any) -> bool:
    return user is not None and bool(user.is_authenticated)


def _identity(user: Any) -> tuple[str, object] | None:
    """Return what tells users apart; there may be more than one table of them."""
    if not _is_known(user):
        return None
    # Of a lazy user it is the class of what it stands for.
    kind = user.__class__
    return f"{kind.__module__}.{kind.__qualname__}", user.pk


def _content(response: Any) -> bytes:
    content: bytes = response.content
    return content


def _has_body(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return str(length) != "0" or "HTTP_TRANSFER_ENCODING" in request.META


def _has_credentials(request: Any) -> bool:
    return "authorization" in request.headers or (
        getattr(request, "auth", None) is not None
    )


def _words(header: str) -> set[str]:
    words = (word.partition("=")[0].strip().lower() for word in header.split(","))
    return {word for word in words if word}
