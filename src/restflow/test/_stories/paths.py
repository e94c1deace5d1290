"""The path of a call: an endpoint's route, with values for its parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import get_script_prefix, reverse

from restflow.test._stories.routes import all_routes, braced, filled, parameters_of
from restflow.test._stories.words import counted


def path_of(
    endpoint: object,
    route: str,
    args: Sequence[Any],
    fields: dict[str, Any],
    keywords: Mapping[str, Any],
) -> str:
    """Return the path of a call, and take its parameters out of the fields.

    Args:
        endpoint: What is called, for messages.
        route: The name of a URL, or a path.
        args: Values for parameters of the route, in their order.
        fields: The data of the call, defaults included.
        keywords: The fields that the call itself names.

    Raises:
        TypeError: A parameter has no value, or there are more values than parameters.
        NoReverseMatch: No route has that name.
    """
    __tracebackhide__ = True
    names = _parameters(route, len(args), {*fields})
    refuse_more(endpoint, args, names)
    values = dict(zip(names, args, strict=False))
    missing = [name for name in names if name not in values and name not in fields]
    if missing:
        raise TypeError(
            f"{endpoint} needs `{'`, `'.join(missing)}` for its route, {route}."
        )
    for name in names:
        # A field of the data may have the name of a parameter that is given.
        if name not in values or name not in keywords:
            value = fields.pop(name, None)
            values.setdefault(name, value)
    if _is_path(route):
        return filled(braced(route), values)
    # A client knows the prefix under which the project is served, if there is one.
    return "/" + reverse(route, kwargs=values).removeprefix(get_script_prefix())


def refuse_more(endpoint: object, args: Sequence[Any], names: Sequence[str]) -> None:
    """Refuse more values than a route has parameters.

    Raises:
        TypeError: There are more.
    """
    __tracebackhide__ = True
    if len(args) > len(names):
        raise TypeError(
            f"{endpoint} takes {counted(len(names), 'argument')} for its route, and "
            f"not {len(args)}: fields of the data are keywords."
        )


def _is_path(route: str) -> bool:
    return "/" in route


def _parameters(route: str, count: int, given: set[str]) -> tuple[str, ...]:
    """Return the parameters of a route for a call.

    Args:
        route: The name of a URL, or a path.
        count: How many of them are given by their order.
        given: The names that are given.
    """
    __tracebackhide__ = True
    if _is_path(route):
        return parameters_of(braced(route))
    named = [found.parameters for found in all_routes() if found.is_named(route)]
    if not named:
        # It says that there is no such route.
        reverse(route)
    # A name may stand for several routes. Django takes the one that fits.
    fitting = [
        names for names in named if len(names) >= count and {*names[count:]} <= given
    ]
    return max(fitting, key=len) if fitting else next(iter(named), ())
