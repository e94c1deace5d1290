"""The endpoints of the URLconf: which there are, and which one a path belongs to."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Iterator
from functools import cache, lru_cache
from types import ModuleType
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, get_urlconf, resolve
from django.urls.exceptions import Resolver404
from rest_framework.schemas.generators import EndpointEnumerator, is_api_view

from restflow.docs._report.types import Endpoint

ANY = "ANY"
_LIBRARIES = tuple(
    sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")
)


def endpoints() -> list[Endpoint]:
    """List the endpoints of the project's URLconf.

    Views of Django REST framework tell their methods. Any other view has the method
    `ANY`. A route that only adds a format suffix to another one is left out.

    Raises:
        Exception: Whatever the import of the URLconf raises.
    """
    if not getattr(settings, "ROOT_URLCONF", None):
        return []
    found = dict.fromkeys(
        Endpoint(method, route, _name(view), own or _is_own(_class_or_function(view)))
        for route, view, own in _views(get_resolver(), "")
        for method in _methods(view)
    )
    return sorted(found, key=lambda endpoint: (endpoint.route, endpoint.method))


def route_of(url: str) -> str | None:
    """Return the route that answers a URL now, as `endpoints` names it.

    Args:
        url: The URL, encoded.
    """
    urlconf = get_urlconf() or getattr(settings, "ROOT_URLCONF", None)
    if urlconf is None:
        return None
    return _route_of(unquote(urlsplit(url).path), urlconf)


@lru_cache(maxsize=4096)
def _route_of(path: str, urlconf: str) -> str | None:
    try:
        return _braced(resolve(path, urlconf).route)
    except Resolver404:
        return None


def _views(resolver: Any, before: str) -> Iterator[tuple[str, Any, bool]]:
    """Walk the routes, each with its view, and whether the project itself has it."""
    # A list of routes, such as that of the admin, does not tell whose it is.
    urlconf = resolver.urlconf_module
    own = isinstance(urlconf, ModuleType) and _is_projects(urlconf)
    for pattern in resolver.url_patterns:
        route = _joined(before, str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            if not _only_adds_a_format(route):
                yield _braced(route), pattern.callback, own
        elif isinstance(pattern, URLResolver):
            yield from _views(pattern, route)


def _joined(before: str, route: str) -> str:
    """Join two routes as `ResolverMatch.route` has them."""
    return before + route.removeprefix("^") if before else route


@cache
def _braced(route: str) -> str:
    """Return a route as Django REST framework writes it."""
    braced = cast("str", _enumerator().get_path_from_regex(route))
    return braced if braced.startswith("/") else f"/{braced}"


@cache
def _enumerator() -> Any:
    # It is given no patterns: it would leave out what is in no schema.
    return EndpointEnumerator(patterns=[])


def _only_adds_a_format(route: str) -> bool:
    # The name of Django REST framework's converter; before it, a regular expression.
    braced = _braced(route).removesuffix("/")
    return "<drf_format_suffix" in route or braced.endswith(".{format}")


def _methods(view: Any) -> list[str]:
    if not is_api_view(view):
        return [ANY]
    try:
        return [*_enumerator().get_allowed_methods(view)] or [ANY]
    except Exception:  # noqa: BLE001  (a view may need what only a request has)
        return [ANY]


def _class_or_function(view: Any) -> Any:
    return getattr(view, "cls", None) or getattr(view, "view_class", None) or view


def _name(view: Any) -> str:
    known = _class_or_function(view)
    name = getattr(known, "__qualname__", type(known).__name__)
    return f"{getattr(known, '__module__', '')}.{name}"


def _is_own(view: Any) -> bool:
    return _is_projects(sys.modules.get(getattr(view, "__module__", "")))


def _is_projects(module: ModuleType | None) -> bool:
    file = getattr(module, "__file__", None) or ""
    return not file.startswith(_LIBRARIES) and "site-packages" not in file
