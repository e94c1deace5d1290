"""Access tables: who may do what, everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from asgiref.sync import sync_to_async
from django.test import AsyncClient, Client
from rest_framework.test import APIClient

from restflow.test._access.lending import Lent
from restflow.test._access.outcome import Cell, Found, writing
from restflow.test._access.plan import Given, Matched, is_offered, lacking
from restflow.test._access.table import Key, Rows, read
from restflow.test._access.undoing import undoing
from restflow.test._cases.both_ways import BothWays
from restflow.test._client.client import AsyncAPIClient
from restflow.test._schema.operation import Request
from restflow.test._schema.sending import send
from restflow.test._stories.routes import Route, all_routes

Table = str | Path | Mapping[str, Mapping[str, int | None]]


class AccessTable:
    """Who may do what: routes, actors, and the status that is expected.

    Each row of its text has a method, a route and a status for each actor; `-` says
    that the view does not offer the method. Two spaces or more stand between actors:

        ACCESS = AccessTable('''
                               anonymous  customer  owner
            GET  product-list  200        200       200
            GET  order-detail  401        404       200
        ''')

    Each route of the URLconf, and each method that its view offers, needs a row. HEAD,
    OPTIONS, TRACE, and routes that only add a format suffix need none. Class-based
    views and those of Django REST framework say which methods they offer. A plain
    function does not: it needs one row, for any method. If it refuses that method, it
    says which ones it answers, and these need rows.

    Args:
        table: The text; a `pathlib.Path` of a file with it; or a dict, in which a row
            is `'GET order-detail': {'anonymous': 401, 'owner': 200}` and None stands
            for a method that is not offered. A route is the name of a URL, or a path
            such as '/api/orders/{pk}/'. The status 405 is the same as `-` and None.
        exclude: Prefixes of the paths that need no rows, such as '/admin/'.

    Since:
        0.1.0.
    """

    def __init__(self, table: Table, *, exclude: str | Iterable[str] = ()) -> None:
        self._table = table
        self._exclude = (exclude,) if isinstance(exclude, str) else tuple(exclude)

    def check(
        self,
        actors: Mapping[str, Any],
        *,
        arguments: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """Make each request as each actor, and fail if the table and the API differ.

        Each request has its own transaction, which is rolled back, so no request sees
        what another did. Commit hooks don't run, mails are in the outbox, and the
        cookies of a client do not change. A cache is not rolled back: override the
        rates of throttles.

        With pytest's option `--restflow-access` nothing is compared: the table that is
        true today is written into its file, or shown at the end of the run.

        Args:
            actors: By the names in the table: a user, None for an anonymous visitor, a
                client that is logged in, or an actor of a story. For plain Django
                views, use a client that is logged in.
            arguments: Values for the parameters of paths. A key is the path or the name
                of a route, and its value a dict such as `{'pk': 1}`. Or a key is the
                name of a parameter, for all routes that have it. If a value can be
                called, it is called with the actor's name for each request, and its
                writes are rolled back.
            data: The bodies, by row, such as 'POST order-list'. A body with a file in
                it is sent as a form, any other in the default format. If a body can be
                called, it is called with the actor's name.

        Raises:
            AccessTableError: A status is not the one in the table, or the table and the
                URLconf do not have the same routes and methods.
            FileNotFoundError: The file of the table does not exist.
            ValueError: The text is not a table, an actor or an argument is missing, or
                `data` or `arguments` names something that does not exist.
            TypeError: An actor is none of these, or has an asynchronous client.
        """
        __tracebackhide__ = True
        given = Given(arguments or {}, data or {})
        found = self._found(actors, given)
        lent = Lent(actors, APIClient, Client)
        with undoing() as undo:
            for cell in found.ask():
                undo()
                request = given.request(cell.key, cell.route, cell.actor)
                try:
                    cell.answered(send(lent.to(cell.actor), request))
                except Exception as error:  # noqa: BLE001  (shown with the cell)
                    cell.raised(error)
        found.conclude()

    async def acheck(
        self,
        actors: Mapping[str, Any],
        *,
        arguments: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """Do what `check` does, in an asynchronous test, with asynchronous clients.

        Args:
            actors: As for `check`; clients are `AsyncAPIClient`s.
            arguments: As for `check`.
            data: As for `check`.

        Raises:
            AccessTableError: As for `check`.
            FileNotFoundError: As for `check`.
            ValueError: As for `check`.
            TypeError: An actor is none of these, or has a synchronous client.
        """
        __tracebackhide__ = True
        given = Given(arguments or {}, data or {})
        found = self._found(actors, given)
        lent = Lent(actors, AsyncAPIClient, AsyncClient)
        async with BothWays(undoing()) as undo:

            @sync_to_async
            def begin(cell: Cell) -> Request:
                undo()
                # What makes arguments may query the database.
                return given.request(cell.key, cell.route, cell.actor)

            for cell in found.ask():
                request = await begin(cell)
                try:
                    cell.answered(await send(lent.to(cell.actor), request))
                except Exception as error:  # noqa: BLE001  (shown with the cell)
                    cell.raised(error)
        found.conclude()

    def _found(self, actors: Mapping[str, Any], given: Given) -> Found:
        """Return the cells that are to be asked."""
        __tracebackhide__ = True
        rows = self._rows()
        routes = all_routes()
        matched = Matched(rows, routes, self._exclude)
        left_out = dict(matched.left_out())
        if not writing() and (incomplete := lacking(actors, rows)):
            raise ValueError(
                f"The access table has no cell for some actors: {'; '.join(incomplete)}"
            )
        _require_clients(actors, rows)
        asked: dict[Key, Route] = dict(matched.routes)
        if writing():
            asked |= left_out
            rows = {key: row for key, row in rows.items() if key in asked}
        _require_values(given, asked)
        _refuse_useless(given, asked, rows, routes)
        cells = [
            Cell(key, actor, expected, route)
            for key, route in asked.items()
            for actor in actors
            for expected in [rows.get(key, {}).get(actor)]
            if is_offered(route, key[0]) is not False or expected is not None
        ]
        path = self._table if isinstance(self._table, Path) else None
        unknown = matched.unknown
        return Found([*actors], rows, cells, [*left_out], unknown, path, self._exclude)

    def _rows(self) -> Rows:
        if not isinstance(self._table, Path):
            return read(self._table)
        if not self._table.exists():
            if writing():
                return {}
            raise FileNotFoundError(
                f"There is no access table {self._table}. `pytest --restflow-access` "
                "writes the one that is true today."
            )
        return read(self._table.read_text(encoding="utf-8"))


def _require_clients(actors: Mapping[str, Any], rows: Rows) -> None:
    __tracebackhide__ = True
    named = {name for row in rows.values() for name in row}
    if missing := sorted(named - {*actors}):
        raise ValueError(
            f"The access table has columns for {', '.join(missing)}, which `actors` "
            "does not have."
        )


def _require_values(given: Given, routes: Mapping[Key, Route]) -> None:
    __tracebackhide__ = True
    missing = [
        f"{' '.join(key)}: {', '.join(names)}"
        for key, route in routes.items()
        if (names := given.without_a_value(route))
    ]
    if missing:
        raise ValueError(
            "Parameters of these routes have no value in `arguments`:\n  "
            + "\n  ".join(missing)
        )


def _refuse_useless(
    given: Given, asked: Mapping[Key, Route], rows: Rows, routes: Iterable[Route]
) -> None:
    """Refuse what would change nothing, such as a name that is misspelt."""
    __tracebackhide__ = True
    if useless := given.without_a_row(asked, rows):
        raise ValueError(
            "`data` is for rows that the access table does not have: "
            f"{'; '.join(useless)}"
        )
    if useless := given.meaningless(routes):
        raise ValueError(
            "`arguments` has names that are no route's and no parameter's: "
            f"{', '.join(useless)}"
        )
