"""Writes that send no signals, many-to-many relations, and other databases."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command
from django.db import connection, connections, transaction

from restflow.caching import invalidate
from tests.caching.project.checking import (
    NotHereError,
    a_book,
    a_shelf,
    case,
    changes,
    keeps,
    right,
)
from tests.caching.project.readers import (
    all_books,
    all_labels,
    all_novels,
    book,
    book_with_labels,
    labels_of,
    novel,
    on_shelf,
    tagged,
)
from tests.caching.project.untyped import Book, Label, Novel


@case("`update()`")
def _() -> None:
    one, shelf = a_book(), a_shelf()
    before = one.shelf_id
    with changes((all_books,), (book, one.pk), (on_shelf, before), (on_shelf, shelf)):
        Book.objects.filter(pk=one.pk).update(shelf=shelf)


@case("`bulk_create()`")
def _() -> None:
    shelf = a_shelf()
    with changes((all_books,), (on_shelf, shelf)):
        Book.objects.bulk_create([Book(shelf=shelf)])


@case("`bulk_create()` with `ignore_conflicts`")
def _() -> None:
    shelf = a_shelf()
    with changes((all_books,), (on_shelf, shelf)):
        Book.objects.bulk_create([Book(shelf=shelf)], ignore_conflicts=True)


@case("`bulk_create()` with `update_conflicts`")
def _() -> None:
    one = a_book()
    with changes((all_books,), (book, one.pk), (on_shelf, one.shelf_id)):
        Book.objects.bulk_create(
            [Book(pk=one.pk, title="other", shelf=one.shelf)],
            update_conflicts=True,
            update_fields=["title"],
            unique_fields=[] if connection.vendor == "mysql" else ["id"],
        )


@case("`bulk_update()`")
def _() -> None:
    one = a_book()
    with changes((all_books,), (book, one.pk), (on_shelf, one.shelf_id)):
        one.title = "other"
        Book.objects.bulk_update([one], ["title"])


@case("`update()` of an inherited table")
def _() -> None:
    one = Novel.objects.create()
    with changes((all_novels,), (novel, one.pk), (book, one.pk)):
        Book.objects.filter(pk=one.pk).update(title="other")
    with changes((all_novels,), (novel, one.pk)):
        Novel.objects.filter(pk=one.pk).update(pages=2)


@case("Raw SQL")
def _() -> None:
    one = a_book()
    for sql in (
        "UPDATE project_book SET title = 'one' WHERE id = %s",
        "update\n project_book /* here */ set title = 'two' where id = %s",
        "/* one */ UPDATE /* two */ project_book SET title = 'three' WHERE id = %s",
        "DELETE FROM project_book WHERE id = %s",
    ):
        _changes_when_executed(sql, one)


@case("Raw SQL that begins with `WITH`")
def _() -> None:
    # MariaDB's statements may not, but for SELECT.
    if connection.vendor == "mysql":
        raise NotHereError
    sql = "WITH one AS (SELECT 1) UPDATE project_book SET title = 'one' WHERE id = %s"
    _changes_when_executed(sql, a_book())


@case("Raw SQL of MySQL: `REPLACE`, and aliases of what is joined")
def _() -> None:
    if connection.vendor != "mysql":
        raise NotHereError
    joined = "project_shelf AS s JOIN project_book AS b ON b.shelf_id = s.id"
    for sql in (
        "UPDATE {} SET b.title = 'one' WHERE b.id = %s",
        "REPLACE `project_book` (id, title) SELECT b.id, 'two' FROM {} WHERE b.id = %s",
        "DELETE b FROM {} WHERE b.id = %s",
        "DELETE FROM b USING {} WHERE b.id = %s",
    ):
        _changes_when_executed(sql.format(joined), a_book())


def _changes_when_executed(sql: str, one: Book) -> None:
    with (
        changes((all_books,), (book, one.pk), (on_shelf, one.shelf_id)),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, [one.pk])


@case("Raw SQL for many rows")
def _() -> None:
    one = a_book()
    with changes((book, one.pk)), connection.cursor() as cursor:
        sql = "UPDATE project_book SET title = %s WHERE id = %s"
        cursor.executemany(sql, [("one", one.pk), ("two", one.pk)])


@case("A statement that psycopg composed")
def _() -> None:
    if connection.vendor != "postgresql":
        raise NotHereError
    from psycopg import sql

    one = a_book()
    statement = sql.SQL("UPDATE {} SET title = 'other'").format(
        sql.Identifier("project_book")
    )
    with changes((all_books,), (book, one.pk)), connection.cursor() as cursor:
        cursor.execute(statement)


@case("`TRUNCATE` with `CASCADE`")
def _() -> None:
    if connection.vendor != "postgresql":
        raise NotHereError
    one = a_book()
    with changes((all_books,), (book, one.pk)), connection.cursor() as cursor:
        cursor.execute("TRUNCATE project_shelf CASCADE")


@case("`flush`")
def _() -> None:
    one = a_book()
    with changes((all_books,), (book, one.pk), (on_shelf, one.shelf_id)):
        call_command("flush", interactive=False, verbosity=0)


@case("`loaddata`")
def _() -> None:
    one, shelf = a_book(), a_shelf()
    before = one.shelf_id
    values = {"title": "other", "shelf": shelf.pk}
    data = [{"model": "project.book", "pk": one.pk, "fields": values}]
    with TemporaryDirectory() as directory:
        file = Path(directory, "data.json")
        file.write_text(json.dumps(data))
        with changes((book, one.pk), (on_shelf, before), (on_shelf, shelf)):
            call_command("loaddata", str(file), verbosity=0)


@case("Many-to-many: `add()`, `remove()`, `clear()`, `set()`")
def _() -> None:
    one, label = a_book(), Label.objects.create(name="a label")
    reads = (labels_of, one.pk), (book_with_labels, one.pk), (all_labels,)
    with changes(*reads):
        one.labels.add(label)
    with changes(*reads):
        one.labels.remove(label)
    with changes(*reads):
        label.books.add(one)
    with changes(*reads):
        one.labels.clear()
    with changes(*reads):
        one.labels.set([label])


@case("Many-to-many: the table's own rows")
def _() -> None:
    one, label = a_book(), Label.objects.create(name="a label")
    through = Book.labels.through
    reads = (labels_of, one.pk), (book_with_labels, one.pk)
    with changes(*reads):
        row = through.objects.create(book=one, label=label)
    with changes(*reads):
        row.label = Label.objects.create(name="another")
        row.save()
    with changes(*reads):
        row.delete()


@case("Many-to-many: the other end is deleted")
def _() -> None:
    one, label = a_book(), Label.objects.create(name="a label")
    one.labels.add(label)
    with changes((labels_of, one.pk), (book_with_labels, one.pk), (all_labels,)):
        label.delete()


@case("A write in another thread")
def _() -> None:
    one = a_book()

    def write() -> None:
        one.title = "other"
        one.save()
        connections.close_all()

    with changes((all_books,), (book, one.pk), (on_shelf, one.shelf_id)):
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()


@case("A write to another database")
def _() -> None:
    shelf = a_shelf("other")
    with changes((all_books, "other"), (on_shelf, shelf.pk, "other")):
        Book.objects.using("other").create(shelf_id=shelf.pk)


@case("`invalidate()` of a model and of a tag")
def _() -> None:
    with changes((tagged,)):
        Label.objects.create(name="a label")
        invalidate("shop")
    one = Novel.objects.create()
    sql = "UPDATE project_book SET title = 'other' WHERE id = %s"
    with changes((all_books,), (book, one.pk), (novel, one.pk)):
        # As another program would: Django does not see it.
        connection.ensure_connection()
        cursor = connection.connection.cursor()
        marker = "?" if connection.vendor == "sqlite" else "%s"
        cursor.execute(sql.replace("%s", marker), [one.pk])
        cursor.close()
        invalidate(Novel)


@case("Another table is written, and what is cached stays", keeps=True)
def _() -> None:
    one = a_book()
    with keeps((all_books,), (book, one.pk), (on_shelf, one.shelf_id), (tagged,)):
        a_shelf()
        invalidate("another tag")


@case("A write to another database, while a transaction of the first is rolled back")
def _() -> None:
    shelf = a_shelf("other")
    there = (on_shelf, shelf.pk, "other")
    with changes(there), transaction.atomic():
        a_shelf()
        Book.objects.using("other").create(shelf_id=shelf.pk)
        right(there)
        transaction.set_rollback(True)
