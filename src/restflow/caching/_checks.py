"""System checks of what is cached, and of views that are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.apps import AppConfig, apps
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import URLPattern, URLResolver, get_resolver

from restflow._traps import (
    NOT_INSTALLED,
    PROTECTED,
    UNSAFE_METHOD,
    UNWATCHED,
    Trap,
)
from restflow.caching._checks_beneath import (
    check_backend,
    check_rules,
    check_triggers,
)
from restflow.caching._plans import plans
from restflow.caching._unwatched import unwatched_models

_SAFE = {"get", "head"}
# Visitors who are not logged in may read.
_OPEN = {
    "AllowAny",
    "DjangoModelPermissionsOrAnonReadOnly",
    "IsAuthenticatedOrReadOnly",
}


class Handler(NamedTuple):
    """A cached handler, and the way on which requests come to it."""

    plan: Any
    view: Any
    methods: frozenset[str]
    options: Mapping[str, Any]

    def option(self, name: str) -> Any:
        """Return what the action says of its own, or else its view."""
        return self.options.get(name, getattr(self.view, name, None))


def check_installed(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  (Django passes it)
    **options: Any,  # noqa: ARG001  (the same)
) -> list[CheckMessage]:
    """Report rules that nothing applies (restflow.E201).

    Args:
        app_configs: The applications to check; this concerns them all.
        **options: What else Django passes to checks.

    Since:
        0.1.0.
    """
    if not plans or apps.is_installed("restflow.caching"):
        return []
    return [
        Error(
            f"{plans[0].name} is cached, but nothing watches the database.",
            hint="Add 'restflow.caching' to INSTALLED_APPS.",
            id=NOT_INSTALLED.code,
        )
    ]


def check_views(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001
    **options: Any,  # noqa: ARG001
) -> list[CheckMessage]:
    """Report cached views that never cache, or that nobody watches (W206, W207, W210).

    Args:
        app_configs: The applications to check; this concerns them all.
        **options: What else Django passes to checks.

    Since:
        0.1.0.
    """
    return [
        checks.Warning(problem, hint=hint, id=trap.code)
        for handler in _distinct(_handlers(get_resolver().url_patterns))
        for trap, problem, hint in _problems(handler)
    ]


def _problems(handler: Handler) -> Iterator[tuple[Trap, str, str]]:
    """Yield what is wrong with a cached handler, and what to do about it."""
    plan, methods = handler.plan, handler.methods
    if not methods & _SAFE:
        names = ", ".join(sorted(methods)).upper()
        yield (
            UNSAFE_METHOD,
            f"{plan.name} answers {names}, which is never cached.",
            "Take cache_response away.",
        )
    # Of those that are put together with | or & nothing is known.
    permissions = {
        of.__name__
        for of in handler.option("permission_classes") or ()
        if isinstance(of, type)
    }
    if permissions - _OPEN and not (plan.policy.per_user or plan.policy.public):
        named = " and ".join(sorted(permissions - _OPEN))
        problem = (
            f"{plan.name} asks for {named}. A response to an authenticated request is "
            "cached only with per_user=True or public=True."
        )
        yield (
            PROTECTED,
            problem,
            "Set per_user=True, or public=True if all users see the same.",
        )
    serializer = handler.option("serializer_class")
    if plan.rules and (missed := unwatched_models(serializer, plan.rules)):
        yield (
            UNWATCHED,
            f"{plan.name} shows {', '.join(missed)}, and no rule watches it.",
            f"Add InvalidationRule({missed[0]!r}){_if_view(missed[0])}.",
        )


def _if_view(label: str) -> str:
    """Return what to do besides about a model whose table Django does not make."""
    if apps.get_model(label)._meta.managed:  # noqa: SLF001  (documented)
        return ""
    return (
        "; if it is a view of the database, name the models whose tables it reads as "
        f"well: InvalidationRule({label!r}, 'app.Model')"
    )


def _distinct(handlers: Iterator[Handler]) -> Iterator[Handler]:
    """Yield each handler of a view once, with all methods that it answers."""
    found: dict[tuple[int, int], Handler] = {}
    for handler in handlers:
        name = id(handler.plan), id(handler.view)
        methods = handler.methods
        if name in found:
            methods |= found[name].methods
        found[name] = handler._replace(methods=methods)
    yield from found.values()


def _handlers(patterns: list[Any]) -> Iterator[Handler]:
    """Yield each cached handler that URLs lead to."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _handlers(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            view: Any = pattern.callback
            view_class = getattr(view, "cls", getattr(view, "view_class", None))
            if view_class is None:
                yield from _cached(view, view, frozenset(_SAFE))
                continue
            names = getattr(view, "actions", None) or {
                method: method for method in view_class.http_method_names
            }
            for name in set(names.values()):
                methods = frozenset(
                    of for of, action in names.items() if action == name
                )
                yield from _cached(getattr(view_class, name, None), view_class, methods)


def _cached(handler: Any, view: Any, methods: frozenset[str]) -> Iterator[Handler]:
    # @api_view keeps the function in a closure.
    cells = getattr(handler, "__closure__", None) or ()
    for one in (handler, *(cell.cell_contents for cell in cells)):
        plan = getattr(one, "restflow_plan", None)
        if plan is not None and plan.policy is not None:
            yield Handler(plan, view, methods, getattr(handler, "kwargs", {}))
            return


def register_checks() -> None:
    """Make the checks known to Django. Doing so twice changes nothing."""
    register(check_installed, Tags.caches)
    register(check_views, Tags.caches)
    register(check_rules, Tags.database)
    register(check_triggers, Tags.database)
    register(check_backend, Tags.caches, deploy=True)
