"""Which tables a statement writes: too many are harmless, one too few is not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management.color import no_style
from django.db import connection, transaction
from psycopg import sql as composing

from products.models import Category, Product, Review
from restflow.caching._sql import EVERYTHING, plain_name, written_tables


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('INSERT INTO "t" ("a") VALUES (1)', "t"),
        ('INSERT INTO"t" VALUES (1)', "t"),
        ("INSERT OR REPLACE INTO t VALUES (1)", "t"),
        ("INSERT IGNORE t VALUES (1)", "t"),
        ("insert t values (1)", "t"),
        ("REPLACE t VALUES (1)", "t"),
        ("INSERT INTO s.t SELECT * FROM x", "t"),
        ("UPDATE t SET a = 1", "t"),
        ("\n update\n\tt as x set a = (select b from u join v on true), c = 1", "t"),
        ('UPDATE "s"."t" SET a = 1', "t"),
        ("UPDATE ONLY t SET a = 1", "t"),
        ("UPDATE OR IGNORE `t` SET a = 1", "t"),
        ("UPDATE /* here */ t SET a = 1", "t"),
        ("UPDATE -- here\n t SET a = 1", "t"),
        ("DELETE FROM t WHERE a IN (1, 2)", "t"),
        ("DELETE FROM ONLY t", "t"),
        ("DELETE t FROM t INNER JOIN u ON t.a = u.a", "t"),
        ("DELETE `t` FROM `t` INNER JOIN `u` ON `t`.`a` = `u`.`a`", "t"),
        ("DELETE IGNORE FROM t WHERE a = 1", "t"),
        ("DELETE FROM t USING u WHERE t.a = u.a", "t"),
        ('DELETE FROM "my table"', "my table"),
        ("MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE", "t"),
        ("WITH x AS (DELETE FROM t RETURNING *) INSERT INTO u SELECT * FROM x", "t u"),
        ("EXPLAIN ANALYZE UPDATE t SET a = 1", "t"),
        ("SELECT 1; UPDATE t SET a = 1", "t"),
        ("TRUNCATE t", "t"),
        ('TRUNCATE TABLE ONLY "t", ONLY s.u RESTART IDENTITY', "t u"),
        ("SELECT 1; TRUNCATE t, u", "t u"),
        ("COPY t (a, b) FROM STDIN", "t"),
        ("LOAD DATA INFILE 'x' INTO TABLE t", "t"),
        ("REFRESH MATERIALIZED VIEW CONCURRENTLY t", "t"),
        ("ALTER TABLE new RENAME TO t", "t new"),
        ("DROP TABLE IF EXISTS t, u", "t u"),
        ("UPDATE t SET a = 'it -- is'; DELETE FROM u", "t u"),
        ("INSERT INTO t (a) VALUES (1) ON CONFLICT DO UPDATE SET a = 2, b = 3", "t"),
    ],
)
def test_the_tables_are_found(sql: str, tables: str) -> None:
    wanted = {"my table"} if tables == "my table" else set(tables.split())
    for statement in (sql, sql.encode()):
        found = written_tables(statement)
        assert wanted <= found
        assert EVERYTHING not in found


@pytest.mark.parametrize(
    "sql",
    [
        "CALL refresh()",
        "/* first */ CALL refresh()",
        "SELECT 1; EXECUTE prepared",
        "DO $$ BEGIN DELETE FROM t; END $$",
        "UPDATE a, b SET x = 1",
        "UPDATE a JOIN b ON a.x = b.x SET b.y = 1",
        "DELETE a, b FROM a JOIN b ON true",
        "DELETE FROM a, b USING a JOIN b",
        "DELETE x FROM a AS x JOIN b ON x.y = b.y",
        "DELETE QUICK `b` FROM `a` JOIN `b` ON `a`.`x` = `b`.`x`",
        "DELETE b.* FROM a JOIN b ON a.x = b.x",
        "DELETE FROM x USING a AS x JOIN b ON x.y = b.y",
        "DELETE FROM `x` USING a JOIN b AS x ON x.y = a.y WHERE true",
        "WITH c AS (SELECT 1) UPDATE a JOIN b ON a.x = b.x SET b.y = 1",
        "WITH c AS (SELECT 1) DELETE x FROM a AS x JOIN c ON true",
        "TRUNCATE a CASCADE",
        b"CALL refresh()",
        object(),
    ],
)
def test_what_does_not_tell_may_write_everything(sql: Any) -> None:
    assert EVERYTHING in written_tables(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a FROM t WHERE b = 'delete'",
        "SELECT a FROM t FOR UPDATE",
        "select a from t",
        "WITH x AS (SELECT 1) SELECT * FROM x",
        'SAVEPOINT "x"',
        "PRAGMA foreign_keys",
        "BEGIN",
        "SET x = 1",
    ],
)
def test_what_reads_writes_nothing(sql: str) -> None:
    assert not written_tables(sql)


def test_what_psycopg_composes_is_read() -> None:
    name = composing.Identifier("s", "t")
    write = composing.SQL("UPDATE {} SET a = {}").format(name, composing.Literal("x"))
    assert written_tables(write) == {"t"}
    assert not written_tables(composing.SQL("SELECT * FROM {}").format(name))


def test_names_are_the_same_however_they_are_written() -> None:
    for name in ("t", '"t"', "T", 's"."t', '"s"."t"', "s.t", "[s].[t]", "`s`.`t`"):
        assert plain_name(name) == "t"
    assert plain_name("my-table") == plain_name('"my-table"') == "my-table"


def test_a_long_statement_takes_no_time() -> None:
    rows = ",".join("('delete update merge , into', 1)" for _ in range(20_000))
    started = time.perf_counter()
    assert "t" in written_tables(f"INSERT INTO t VALUES {rows}")  # noqa: S608
    assert time.perf_counter() - started < 3


@contextmanager
def writes(*models: Any) -> Iterator[None]:
    """Check that the block's statements are found to write these tables."""
    found: set[str] = set()

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        found.update(written_tables(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield
    assert EVERYTHING not in found
    # What comes after a conflict is no table.
    assert found - {"set", "nothing"} == {model._meta.db_table for model in models}


@pytest.mark.django_db
def test_what_django_writes_is_found() -> None:
    with writes(Category):
        one = Category.objects.create(name="one", slug="one")
        one.save()
        Category.objects.update(name="other")
        Category.objects.bulk_create(
            [Category(name="two", slug="two")], ignore_conflicts=True
        )
        Category.objects.bulk_create(
            [Category(name="three", slug="two")],
            update_conflicts=True,
            unique_fields=["slug"],
            update_fields=["name"],
        )
        Category.objects.bulk_update([one], ["name"])
    with writes():
        list(Category.objects.select_for_update().values())
        with transaction.atomic():
            Category.objects.exists()
    with writes(Category, Product):
        one.delete()


@pytest.mark.django_db
def test_what_django_writes_of_a_relation_is_found() -> None:
    group, permission = Group.objects.create(name="one"), Permission.objects.first()
    assert permission is not None
    with writes(Group.permissions.through):
        group.permissions.add(permission)
        group.permissions.set([])
        group.permissions.clear()


@pytest.mark.parametrize("vendor", ["sqlite3", "postgresql"])
def test_what_flush_writes_is_found(vendor: str) -> None:
    if vendor == "sqlite3":
        made: Any = connection
    else:
        from django.db.backends.postgresql.base import DatabaseWrapper

        made = DatabaseWrapper({**connection.settings_dict, "ENGINE": vendor}, "other")
    names = [model._meta.db_table for model in (Product, Review)]
    statements = made.ops.sql_flush(no_style(), names, allow_cascade=False)
    found = frozenset().union(*map(written_tables, statements))
    assert set(names) <= found
