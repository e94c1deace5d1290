"""The routes of a URLconf: their paths, their names, the methods of their views."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.signals import setting_changed
from django.urls import URLResolver, get_resolver
from django.urls.base import get_urlconf
from rest_framework.settings import api_settings

_PARAMETER = re.compile(r"<(?:[^<>:]+:)?(\w+)>")
_BRACED = re.compile(r"\{(\w+)\}")
# A character of a regular expression that stands for itself.
_ESCAPED = re.compile(r"\\(\W)")
# Every view answers these by itself, or as GET.
IMPLIED = {"HEAD", "OPTIONS", "TRACE"}


@dataclass(frozen=True)
class Route:
    """One route of a URLconf.

    Attributes:
        path: The path, with `{name}` for its parameters.
        name: The name by which `reverse` knows it, namespaces included, or nothing.
        methods: The HTTP methods that its view offers, or None where nobody can tell.
        general: The name with the namespaces of applications, and not of instances.
    """

    path: str
    name: str
    methods: frozenset[str] | None
    general: str = ""

    def is_named(self, name: str) -> bool:
        """Tell whether a name is this route's."""
        return bool(name) and name in (self.name, self.general)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parameters, in the order of the path."""
        return parameters_of(self.path)


def parameters_of(path: str) -> tuple[str, ...]:
    """Return the names of a path's parameters, in their order."""
    return tuple(_BRACED.findall(path))


def braced(path: str) -> str:
    """Return a path with `{pk}` where Django writes `<pk>` or `<int:pk>`."""
    return _PARAMETER.sub(r"{\1}", path)


def filled(path: str, values: Mapping[str, Any]) -> str:
    """Return a path with values in the place of its parameters, percent-encoded."""
    return _BRACED.sub(lambda found: quote(str(values[found[1]])), path)


def all_routes(urlconf: Any = None) -> tuple[Route, ...]:
    """Return the routes of a URLconf, those left out that only add a format suffix."""
    # Django makes another resolver when a test has its caches of URLs cleared.
    resolver = get_resolver(urlconf or get_urlconf() or settings.ROOT_URLCONF)
    return _all_routes(resolver)


@lru_cache(maxsize=8)
def _all_routes(resolver: URLResolver) -> tuple[Route, ...]:
    # It wants the project's applications, which a test may name before they are ready.
    from rest_framework.schemas.generators import EndpointEnumerator

    # It knows how to make paths of regular expressions. Of views it knows its own only.
    enumerator: Any = EndpointEnumerator(patterns=[])
    simplify: Callable[[str], str] = enumerator.get_path_from_regex
    return tuple(
        Route(
            _ESCAPED.sub(r"\1", simplify(regex)),
            ":".join([*namespaces, entry.name]) if entry.name else "",
            _offered(entry.callback),
            ":".join([*applications, entry.name]) if entry.name else "",
        )
        for entry, regex, namespaces, applications in _walk(resolver, "", (), ())
        if not _only_adds_a_format(regex)
    )


def _walk(
    resolver: URLResolver,
    prefix: str,
    namespaces: tuple[str, ...],
    applications: tuple[str, ...],
) -> Iterator[tuple[Any, str, tuple[str, ...], tuple[str, ...]]]:
    """Yield each pattern: its whole regular expression, and the namespaces it is in."""
    entries: Any = resolver.url_patterns
    for entry in entries:
        regex = prefix + str(entry.pattern)
        if not isinstance(entry, URLResolver):
            yield entry, regex, namespaces, applications
            continue
        inner = (entry.namespace,) if entry.namespace else ()
        general = (entry.app_name or entry.namespace,) if entry.namespace else ()
        yield from _walk(entry, regex, (*namespaces, *inner), (*applications, *general))


def _only_adds_a_format(regex: str) -> bool:
    """Tell whether a pattern is one of those that `format_suffix_patterns` adds."""
    name = api_settings.FORMAT_SUFFIX_KWARG
    # As a regular expression, and as a path with its converter.
    added = rf"\\\.\(\?P<{name}>[^/]*\)/\?\$$|<drf_format_suffix\w*:{name}>$"
    return bool(name) and re.search(added, regex) is not None


def _offered(view: Any) -> frozenset[str] | None:
    """Return the methods that a view offers, or None for a plain function."""
    actions: Mapping[str, str] | None = getattr(view, "actions", None)
    cls = getattr(view, "cls", None) or getattr(view, "view_class", None)
    if cls is None:
        return None
    options: Mapping[str, Any] = (
        getattr(view, "initkwargs", None)
        or getattr(view, "view_initkwargs", None)
        or {}
    )
    allowed: Iterable[str] = options.get("http_method_names", cls.http_method_names)
    names = [name for name in allowed if name in (actions or dir(cls))]
    return frozenset(name.upper() for name in names) - IMPLIED


def _forget(*, setting: str, **_kwargs: Any) -> None:
    if setting in {"ROOT_URLCONF", "REST_FRAMEWORK"}:
        _all_routes.cache_clear()


setting_changed.connect(_forget)
