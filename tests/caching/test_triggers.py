"""Triggers: what their texts say that they write, and what nobody can know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.checks import CheckMessage, Tags, run_checks
from django.db import connection, connections

from products.models import Category, Product
from restflow.caching import InvalidationRule, _behind, _checks_beneath, cache_result
from restflow.caching._behind import Trigger, found_in, tables_behind
from restflow.caching.testing import assert_invalidates, assert_keeps
from tests.caching.databases import execute

FUNCTION = """
    CREATE OR REPLACE FUNCTION does() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN {}; RETURN NEW; END $$
"""
TRIGGER = "CREATE TRIGGER one AFTER INSERT ON {} FOR EACH ROW EXECUTE FUNCTION does()"


@pytest.fixture(autouse=True)
def _not_asked_yet() -> Iterator[None]:
    _behind._found.clear()
    yield
    _behind._changing.clear()
    _behind._found.clear()


def trigger(text: str) -> Trigger:
    return Trigger("one", "own", text)


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("BEGIN UPDATE t SET a = 1; END", {"t"}),
        ("BEGIN INSERT INTO s.t VALUES (NEW.a); DELETE FROM u; END", {"t", "u"}),
        ("BEGIN SELECT 1; END", set()),
        ("BEGIN NEW.a := 1; RETURN NEW; END", {"own"}),
        ("SET NEW.a = NEW.a + 1", {"own"}),
        ("BEGIN IF NEW.a > 1 THEN RAISE 'no'; END IF; RETURN NEW; END", set()),
        (
            "IF TG_OP = 'DELETE' THEN UPDATE t SET a = (SELECT b FROM u); END IF;",
            {"t"},
        ),
        (
            "AFTER DELETE ON own BEGIN INSERT INTO t SELECT 1 FROM u; END",
            {"t"},
        ),
        *(
            (
                f"BEGIN {changes}; RETURN NEW; END",
                {"own"},
            )
            for changes in (
                'NEW."Total" := 1',
                "SET NEW.`a` = 1",
                "SELECT 1 INTO NEW.a",
                "NEW := changed(NEW)",
                "NEW.a[1] := 2",
            )
        ),
    ],
)
def test_the_tables_that_a_trigger_writes_are_in_its_text(
    text: str, tables: set[str]
) -> None:
    assert trigger(text).writes - {"on"} == tables


@pytest.mark.parametrize(
    "text",
    [
        "BEGIN EXECUTE 'DELETE FROM t'; END",
        "CALL refresh()",
        "BEGIN PERFORM refresh(); END",
        "begin perform pg_notify('a', 'b'); perform refresh(); end",
        "BEGIN PERFORM pg_notify_all(); END",
    ],
)
def test_what_runs_other_statements_is_opaque(text: str) -> None:
    assert trigger(text).is_opaque


@pytest.mark.parametrize(
    "text",
    [
        "BEGIN PERFORM pg_notify('channel', NEW.id::text); RETURN NEW; END",
        "begin perform pg_notify('a', 'b'); return new; end",
        "BEGIN UPDATE t SET called = 1, performed = 2; END",
    ],
)
def test_what_tells_others_and_writes_nothing_is_not_opaque(text: str) -> None:
    assert not trigger(text).is_opaque


# --- What databases have --------------------------------------------------------------


MADE = {
    "sqlite": [
        "CREATE TRIGGER two AFTER UPDATE ON b BEGIN UPDATE c SET x = 1; END",
        "CREATE TRIGGER one AFTER INSERT ON a BEGIN UPDATE b SET x = 1; END",
    ],
    "mysql": [
        "CREATE TRIGGER two AFTER UPDATE ON b FOR EACH ROW UPDATE c SET x = 1",
        "CREATE TRIGGER one AFTER INSERT ON a FOR EACH ROW UPDATE b SET x = 1",
    ],
    "postgresql": [
        FUNCTION.format("UPDATE c SET x = 1").replace("does", "of_two"),
        TRIGGER.format("b").replace("one", "two").replace("does", "of_two"),
        FUNCTION.format("UPDATE b SET x = 1"),
        TRIGGER.format("a"),
    ],
}


def behind(connection: Any, tables: str) -> set[str]:
    # SQLite has how the trigger was made, where this comes after UPDATE.
    return {*tables_behind(connection, frozenset(tables))} - {"on"}


@pytest.mark.parametrize("another", ["sqlite", "postgresql", "mariadb"], indirect=True)
def test_a_write_sets_triggers_off_and_these_set_off_others(another: Any) -> None:
    execute(*(f"CREATE TABLE {name} (x integer)" for name in "abcd"))
    assert behind(another, "a") == set()
    # Whoever has asked before hears of them.
    execute(*MADE[another.vendor])
    assert behind(another, "a") == {"b", "c"}
    assert behind(another, "bd") == {"c"}
    assert behind(another, "cd") == set()
    assert {(one.name, one.table) for one in found_in(another).triggers} == {
        ("one", "a"), ("two", "b"),
    }  # fmt: skip
    assert not any(one.is_opaque for one in found_in(another).triggers)


@pytest.mark.parametrize("another", ["sqlite"], indirect=True)
def test_triggers_that_set_each_other_off_come_to_an_end(another: Any) -> None:
    execute(
        "CREATE TABLE a (x integer)",
        "CREATE TABLE b (x integer)",
        "CREATE TRIGGER one AFTER UPDATE ON a BEGIN UPDATE b SET x = 1; END",
        "CREATE TRIGGER two AFTER UPDATE ON b BEGIN DELETE FROM a; END",
    )
    assert behind(another, "a") == {"a", "b"}


@pytest.mark.django_db(transaction=True)
def test_rows_that_signals_tell_of_are_not_all_that_is_written() -> None:
    @cache_result(ttl=60, rules=[InvalidationRule(Category, name="name")])
    def named(name: str) -> list[int]:
        return list(Category.objects.filter(name=name).values_list("pk", flat=True))

    category = Category.objects.create(name="before", slug="one")
    execute(
        """
        CREATE TRIGGER one AFTER UPDATE ON products_category BEGIN
            UPDATE products_category SET name = 'of the trigger' WHERE id = NEW.id;
        END
        """,
        alias="default",
    )
    try:
        assert [named("of the trigger"), named("of the trigger")] == [[], []]
        with assert_invalidates(Category), assert_keeps(Product):
            category.save()
        assert named("of the trigger") == [category.pk]
    finally:
        execute("DROP TRIGGER one", alias="default")
    # And without it, the signals alone count.
    with assert_keeps(named, "other"):
        category.save()


# --- The check ------------------------------------------------------------------------


def told() -> list[CheckMessage]:
    found = run_checks(tags=[Tags.database], databases=["another"])
    return [message for message in found if message.id == "restflow.W213"]


@pytest.fixture
def opaque(another: Any) -> None:
    """Have the table of a model set off what nobody can read."""
    with another.schema_editor() as editor:
        editor.create_model(Category)
    execute(FUNCTION.format("EXECUTE 'SELECT 1'"), TRIGGER.format("products_category"))


@pytest.mark.parametrize("another", ["postgresql"], indirect=True)
@pytest.mark.usefixtures("opaque")
def test_a_trigger_that_nobody_can_read_is_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (message,) = told()
    assert message.msg.startswith("The trigger one of the table products_category runs")
    # Where nothing is cached, it doesn't matter.
    monkeypatch.setattr(_checks_beneath, "plans", [])
    assert told() == []


@pytest.mark.parametrize("another", ["postgresql"], indirect=True)
@pytest.mark.usefixtures("opaque")
def test_what_can_be_read_or_concerns_no_model_is_not_reported() -> None:
    execute(FUNCTION.format("PERFORM pg_notify('channel', NEW.name)"))
    assert told() == []
    execute(
        FUNCTION.format("EXECUTE 'SELECT 1'"),
        "DROP TRIGGER one ON products_category",
        "CREATE TABLE nobodys (id integer)",
        TRIGGER.format("nobodys"),
    )
    assert [one.is_opaque for one in found_in(connections["another"]).triggers] == [
        True
    ]
    assert told() == []


@pytest.mark.django_db
def test_a_database_without_triggers_has_nothing_to_report() -> None:
    assert found_in(connection).triggers == ()
    found = run_checks(tags=[Tags.database], databases=["default"])
    assert "restflow.W213" not in {message.id for message in found}
