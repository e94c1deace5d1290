"""Views of the database: rules of them, and what asks the database for them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import AnonymousUser
from django.core.checks import Tags, run_checks
from django.db import connection, connections, transaction
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from restflow.caching import (
    InvalidationRule,
    RuleError,
    _behind,
    cache_response,
    cache_result,
)
from restflow.caching._checks_beneath import check_rules
from tests.caching.databases import elsewhere, execute

pytestmark = pytest.mark.django_db(transaction=True)
NO_MODEL: Any = int
NEVER_FIRES = "never fires: project.Load is a view of the database, which nobody writes"


@pytest.fixture(autouse=True)
def _not_asked_yet() -> Iterator[None]:
    backend = "django.core.cache.backends.locmem.LocMemCache"
    made = {"default": {"BACKEND": backend, "LOCATION": uuid4().hex}}
    _behind._found.clear()
    with override_settings(CACHES=made):
        yield
    _behind._changing.clear()
    _behind._found.clear()


def counting(*rules: InvalidationRule) -> Any:
    """Return a cached function that counts."""
    computed: list[int] = []

    @cache_result(ttl=60, rules=rules)
    def number() -> int:
        computed.append(1)
        return len(computed)

    return number


# --- Rules ----------------------------------------------------------------------------


def test_a_function_is_refused_whenever_it_would_be_computed(library: Any) -> None:
    number = counting(InvalidationRule(library.Load))
    with pytest.raises(RuleError, match=NEVER_FIRES):
        number()
    remedy = r"such as InvalidationRule\('project\.Load', 'app\.Model'\)"
    with pytest.raises(RuleError, match=remedy):
        number()


def test_a_coroutine_is_refused(library: Any) -> None:
    @cache_result(ttl=60, rules=[InvalidationRule(library.Load)])
    async def number() -> int:
        return 1

    # Without the plugin, which lets a loop ask the database.
    with pytest.raises(RuleError, match=NEVER_FIRES):
        async_to_sync(number)()


def test_a_cached_view_is_refused(library: Any) -> None:
    @cache_response(ttl=60, rules=[InvalidationRule(library.Load)])
    def view(_request: Any) -> HttpResponse:
        return HttpResponse()

    request: Any = RequestFactory().get("/")
    request.user = AnonymousUser()
    with pytest.raises(RuleError, match=NEVER_FIRES):
        view(request)


def test_a_rule_that_tells_rows_of_a_view_apart_is_refused(library: Any) -> None:
    @cache_result(ttl=60, rules=[InvalidationRule(library.Load, pk="pk")])
    def books_on(pk: int) -> int:
        return pk

    with pytest.raises(RuleError, match=NEVER_FIRES):
        books_on(1)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("other", ["project.Book", None])
def test_a_rule_that_names_what_is_behind_a_view_fires(
    library: Any, other: str | None
) -> None:
    number = counting(InvalidationRule("project.Load", other or library.Book))
    assert [number(), number()] == [1, 1]
    library.Book.objects.create()
    assert number() == 2
    library.Label.objects.create()
    assert number() == 2
    library.Book.objects.update(title="other")
    assert number() == 3


def test_a_table_that_django_has_not_made_is_no_view(library: Any) -> None:
    execute(
        "DROP VIEW project_load",
        "CREATE TABLE project_load (id integer PRIMARY KEY, books integer)",
        alias="default",
    )
    number = counting(InvalidationRule(library.Load))
    plan = number.restflow_plan
    assert plan.suspects
    assert [number(), number()] == [1, 1]
    # From now on it is known, and nobody asks.
    assert not plan.suspects
    library.Load.objects.create(books=1)
    assert number() == 2
    execute(
        "DROP TABLE project_load",
        "CREATE VIEW project_load AS SELECT id, id AS books FROM project_shelf",
        alias="default",
    )


def test_a_hit_asks_nothing(library: Any) -> None:
    number = counting(InvalidationRule(library.Load, library.Book))
    other = counting(InvalidationRule(library.Book))
    for of in (number, other):
        assert [of(), of()] == [1, 1]
        assert of.restflow_plan.suspects == []
    assert not _behind._found


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda of: InvalidationRule(of.Book, of.Shelf), "is not a database view"),
        (
            lambda _: InvalidationRule("project.Book", "project.Shelf"),
            "is not a database view",
        ),
        (
            lambda of: InvalidationRule(of.Load, of.Book, pk="pk"),
            "A rule for a view can't name fields",
        ),
        (lambda of: InvalidationRule(of.Load, "project.Nothing"), "Nothing"),
        (lambda of: InvalidationRule(of.Load, NO_MODEL), "is no model"),
    ],
)
def test_what_can_not_be_behind_a_view_is_refused(
    library: Any, make: Callable[[Any], object], problem: str
) -> None:
    with pytest.raises(RuleError, match=problem):
        make(library)


def test_a_rule_shows_what_is_behind(library: Any) -> None:
    rule = InvalidationRule(library.Load, "project.Book")
    assert repr(rule) == "InvalidationRule(Load, 'project.Book')"


def test_the_check_of_the_database_names_such_a_rule(library: Any) -> None:
    InvalidationRule(library.Load)
    asked = run_checks(tags=[Tags.database], databases=["default"])
    (found,) = [message for message in asked if message.id == "restflow.E202"]
    assert NEVER_FIRES in found.msg
    # A database that is not named may not be asked.
    assert check_rules(None) == check_rules(None, databases=["other"]) == []


# --- Asking ---------------------------------------------------------------------------


def test_nobody_counts_the_question(
    library: Any, django_assert_num_queries: Callable[[int], Any]
) -> None:
    _behind._found.clear()
    with CaptureQueriesContext(connection) as captured:
        library.Label.objects.create()
    assert len(captured) == 1
    _behind._found.clear()
    with django_assert_num_queries(1):
        library.Label.objects.update(name="other")
    assert _behind._found


@pytest.mark.parametrize("another", ["sqlite"], indirect=True)
def test_a_database_that_can_not_be_asked_is_asked_the_next_time(another: Any) -> None:
    execute("CREATE TABLE one (id integer)", "CREATE VIEW two AS SELECT id FROM one")
    _behind._found.clear()
    execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(another.settings_dict["NAME"])
    try:
        other.execute("BEGIN EXCLUSIVE")
        assert _behind.found_in(another).views == frozenset()
        assert not _behind._found
        other.rollback()
    finally:
        other.close()
    assert _behind.found_in(another).views == {"two"}


@pytest.mark.parametrize("another", ["sqlite", "postgresql", "mariadb"], indirect=True)
def test_a_view_that_is_made_or_dropped_later_is_seen(another: Any) -> None:
    execute("CREATE TABLE one (id integer)")
    assert _behind.found_in(another).views == frozenset()
    execute("CREATE VIEW two AS SELECT id FROM one")
    assert _behind.found_in(another).views == {"two"}
    assert _behind.found_in(another).behind == {"two": {"*"}}
    execute("DROP VIEW two")
    assert _behind.found_in(another).views == frozenset()


@pytest.mark.parametrize("another", ["sqlite", "postgresql"], indirect=True)
def test_a_view_that_is_taken_back_is_seen_as_long_as_it_is_there(another: Any) -> None:
    execute("CREATE TABLE one (id integer)", "CREATE VIEW two AS SELECT id FROM one")
    with transaction.atomic(using="another"):
        execute("DROP VIEW two", "CREATE VIEW three AS SELECT id FROM one")
        assert _behind.found_in(another).views == {"three"}
        if another.vendor == "postgresql":
            others = elsewhere(lambda: _behind.found_in(connections["another"]).views)
            assert others == {"two"}
        transaction.set_rollback(True, using="another")
    assert _behind.found_in(another).views == {"two"}
    # And from now on, nobody asks again.
    assert _behind._found


@pytest.mark.parametrize("another", ["postgresql"], indirect=True)
def test_postgresql_keeps_views_in_schemas_and_views_that_keep_rows(
    another: Any,
) -> None:
    execute(
        "CREATE SCHEMA annex",
        "CREATE TABLE one (id integer)",
        "CREATE VIEW annex.two AS SELECT id FROM one",
        "CREATE MATERIALIZED VIEW three AS SELECT id FROM one",
    )
    found = _behind.found_in(another)
    assert found.views == {"two", "three"}
    # Nobody can write what is materialized.
    assert found.behind == {"two": {"*"}}
