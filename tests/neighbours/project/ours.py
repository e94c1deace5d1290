"""The same answers, kept by restflow; imported where that is installed."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from restflow.caching import InvalidationRule, cache_response, cache_result
from tests.neighbours.project.caches import LIFETIME, by_orm


@cache_result(ttl=LIFETIME, rules=[InvalidationRule("auth.Group")])
def by_result(name: str) -> int:
    """Keep the number."""
    return by_orm(name)


@cache_response(ttl=LIFETIME, rules=[InvalidationRule("auth.Group")])
def by_response(request: HttpRequest, name: str) -> JsonResponse:  # noqa: ARG001
    """Keep the whole response."""
    return JsonResponse({"count": by_orm(name)})
