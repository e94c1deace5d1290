"""The requests of an access table: each row's route, and a request for each cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, cast

from restflow.test._access.table import Key, Row, key_of
from restflow.test._request.encoding import encode_body
from restflow.test._request.files import has_file
from restflow.test._schema.operation import Request
from restflow.test._stories.routes import Route, braced, filled

Values = Mapping[str, Any]


class Given:
    """What the requests of a table are made of.

    Args:
        arguments: Values for parameters, by their names; or by the path or the name of
            a route, a dict of those.
        data: By row, such as 'POST order-list', the body.

    Raises:
        ValueError: A body is for what can't be a row.
    """

    def __init__(self, arguments: Values, data: Values) -> None:
        self._arguments = {braced(name): value for name, value in arguments.items()}
        self._data = {key_of(braced(row), row): of for row, of in data.items()}

    def without_a_value(self, route: Route) -> list[str]:
        """Return the parameters of a route that have no value."""
        known = {*self._arguments, *self._own(route)}
        return [name for name in route.parameters if name not in known]

    def without_a_row(
        self, routes: Mapping[Key, Route], rows: Iterable[Key]
    ) -> list[str]:
        """Return what bodies are for that no row is for."""
        found = {self._place(key, route) for key, route in routes.items()}
        # Of a row whose route there is not, the table itself tells.
        found |= {(method, braced(of)) for method, of in rows}
        return [" ".join(key) for key in self._data if key not in found]

    def meaningless(self, routes: Iterable[Route]) -> list[str]:
        """Return the names of arguments that no route has."""
        names = {
            name
            for route in routes
            for name in (route.name, route.path, route.general, *route.parameters)
        }
        return [name for name in self._arguments if name not in names]

    def _own(self, route: Route) -> Values:
        """Return the values that are for this route."""
        for of in (route.name, route.general, route.path):
            # A parameter may have the name of a route.
            if of and isinstance(values := self._arguments.get(of), Mapping):
                return cast("Values", values)
        return {}

    def _place(self, key: Key, route: Route) -> Key | None:
        """Return where the body of a row is found."""
        method, named = key
        keys = [
            (method, of)
            for of in (braced(named), route.path, route.name, route.general)
        ]
        return next((key for key in keys if key in self._data), None)

    def request(self, key: Key, route: Route, actor: str) -> Request:
        """Return the request of a cell."""
        given = {**self._arguments, **self._own(route)}
        values = {name: _made(given[name], actor) for name in route.parameters}
        request = Request(key[0], filled(route.path, values))
        place = self._place(key, route)
        data = None if place is None else _made(self._data[place], actor)
        if data is not None:
            # As a client from the schema does it.
            named = "multipart" if has_file(data) else None
            request.body, said = encode_body(data, named, None)
            request.headers.update({"Content-Type": said} if said else {})
        return request


def _made(value: Any, actor: str) -> Any:
    make: Callable[[str], Any] | None = value if callable(value) else None
    return value if make is None else make(actor)


class Matched:
    """The rows of a table, and the routes that they are for.

    Args:
        rows: The rows.
        routes: The routes of the URLconf.
        exclude: Prefixes of paths that need no rows.
    """

    def __init__(
        self, rows: Iterable[Key], routes: Iterable[Route], exclude: tuple[str, ...]
    ) -> None:
        self._routes = [*routes]
        self._exclude = exclude
        self.routes: dict[Key, Route] = {}
        self.unknown: list[str] = []
        for key in rows:
            route = self._find(key[1])
            if route is None:
                self.unknown.append(f"{' '.join(key)}{self._hint(key[1])}")
            else:
                self.routes[key] = route

    def _find(self, named: str) -> Route | None:
        path = braced(named)
        found = [route for route in self._routes if route.is_named(named)]
        found += [route for route in self._routes if path == route.path]
        return found[0] if found else None

    def _hint(self, named: str) -> str:
        known = {name for route in self._routes for name in (route.name, route.path)}
        close = get_close_matches(braced(named), known, n=1)
        return f" (did you mean {close[0]}?)" if close else ""

    def left_out(self) -> Iterator[tuple[Key, Route]]:
        """Yield what views offer and the table does not name."""
        named = {(method, self.routes[method, of].path) for method, of in self.routes}
        for route in self._routes:
            if route.path.startswith(self._exclude):
                continue
            methods = route.methods
            if methods is None:
                # Nobody can tell what a plain function answers.
                is_named = any(path == route.path for _, path in named)
                methods = frozenset[str]() if is_named else frozenset({"GET"})
            for method in sorted(methods):
                if (method, route.path) not in named:
                    named.add((method, route.path))
                    yield (method, route.path), route


def is_offered(route: Route, method: str) -> bool | None:
    """Tell whether a route offers a method, or None where nobody can tell."""
    return None if route.methods is None else method in route.methods


def lacking(actors: Iterable[str], rows: Mapping[Key, Row]) -> list[str]:
    """Return which actors have no cell in which rows."""
    names = [*actors]
    return [
        f"{' '.join(key)}: {', '.join(missing)}"
        for key, row in rows.items()
        if (missing := [name for name in names if name not in row])
    ]
