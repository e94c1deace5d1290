"""Run all cases, and print as JSON how each ended."""

# A script talks to people.
# ruff: noqa: T201

from __future__ import annotations

import json
import sys
import traceback

import django


def _outcome(case: object) -> str:
    from django.core.cache import cache
    from django.db import connections

    from tests.caching.project.checking import Case, NotHereError, WrongError

    function: Case = case  # type: ignore[assignment]
    cache.clear()
    try:
        function()
    except WrongError as error:
        return str(error)
    except NotHereError:
        return "-"
    except Exception as error:  # noqa: BLE001  (the table says it)
        traceback.print_exc()
        connections.close_all()
        return f"{type(error).__name__}: {error}"
    return "ok"


def _prepare(*, watched: bool) -> None:
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from tests.caching.project.models import OF_POSTGRESQL, TRIGGER, VIEWS

    for alias in settings.DATABASES:
        call_command("migrate", run_syncdb=True, database=alias, verbosity=0)
    call_command("createcachetable", verbosity=0)
    besides = {"sqlite": (TRIGGER,), "postgresql": OF_POSTGRESQL}
    for statement in (*VIEWS, *besides.get(connection.vendor, ())):
        with connection.cursor() as cursor:
            cursor.execute(statement)
    if not watched:
        from restflow.caching import _commits

        # As if nobody had told the cache of any write.
        _commits.written = lambda *_args, **_kwargs: None
        _commits.written_later = _commits.written


def main() -> None:
    """Run all cases."""
    django.setup()
    _prepare(watched="--unwatched" not in sys.argv)
    from tests.caching.project import (
        cases_many,
        cases_relations,
        cases_rows,
        cases_through,
        cases_transactions,
        cases_triggers,
    )
    from tests.caching.project.checking import CASES, KEEPS

    of = (
        cases_rows,
        cases_many,
        cases_relations,
        cases_through,
        cases_triggers,
        cases_transactions,
    )
    found = {
        title: (module.__doc__ or "", _outcome(function))
        for module in of
        for title, function in CASES.items()
        if function.__module__ == module.__name__
    }
    print(json.dumps({"outcomes": found, "keeps": sorted(KEEPS)}))


main()
