"""Triggers of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.db import connection

from tests.caching.project.checking import a_book, a_shelf, case, changes
from tests.caching.project.readers import (
    all_authors,
    all_books,
    all_shelves,
    book,
    on_shelf,
    priced,
)
from tests.caching.project.untyped import Author, Book, Label

MAKING = {
    "sqlite": ("CREATE TRIGGER one {when} ON {table} BEGIN {does}; END",),
    "mysql": ("CREATE TRIGGER one {when} ON {table} FOR EACH ROW {does}",),
    "postgresql": (
        """
        CREATE FUNCTION of_one() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN {does}; RETURN NEW; END $$
        """,
        "CREATE TRIGGER one {when} ON {table} FOR EACH ROW EXECUTE FUNCTION of_one()",
    ),
}


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def trigger(when: str, table: str, does: str, name: str = "one") -> Iterator[None]:
    """Have the database do something for each row that is written, until the end."""
    made = [
        statement.format(when=when, table=table, does=does).replace("one", name)
        for statement in MAKING[connection.vendor]
    ]
    execute(*made)
    try:
        yield
    finally:
        if connection.vendor == "postgresql":
            execute(f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION of_{name}()")
        else:
            execute(f"DROP TRIGGER {name}")


@case("A trigger that writes another table")
def _() -> None:
    Author.objects.create(name="before")
    # Its table has been written when there was no trigger.
    label = Label.objects.create(name="a label")
    with trigger(
        "AFTER UPDATE", "project_label", "UPDATE project_author SET name = NEW.name"
    ):
        with changes((all_authors,)):
            Label.objects.filter(pk=label.pk).update(name="after")
        label.name = "saved"
        with changes((all_authors,)):
            label.save()
        with changes((all_authors,)):
            execute("UPDATE project_label SET name = 'by hand'")


@case("A trigger that sets another off")
def _() -> None:
    Author.objects.create(name="before")
    label, shelf = Label.objects.create(name="a label"), a_shelf()
    first = "UPDATE project_author SET name = NEW.name"
    second = f"UPDATE project_shelf SET slug = NEW.name WHERE id = {shelf.pk}"  # noqa: S608
    with (
        trigger("AFTER UPDATE", "project_label", first),
        trigger("AFTER UPDATE", "project_author", second, "two"),
        changes((all_shelves,)),
    ):
        Label.objects.filter(pk=label.pk).update(name="after")


@case("A trigger that changes the row that is written")
def _() -> None:
    one, dear = a_book(price=Decimal(1)), Decimal(100)
    when, does = "BEFORE UPDATE", "NEW.price = 100"
    if connection.vendor == "mysql":
        does = f"SET {does}"
    if connection.vendor == "sqlite":
        # There it writes the row once more.
        does = "UPDATE project_book SET price = 100 WHERE id = NEW.id"
        when = "AFTER UPDATE"
    with (
        trigger(when, "project_book", does),
        changes((priced, dear), (book, one.pk), (on_shelf, one.shelf_id)),
    ):
        one.title = "other"
        one.save()


@case("A trigger that deletes rows of other tables")
def _() -> None:
    one, label = a_book(), Label.objects.create(name="a label")
    does = "DELETE FROM project_book WHERE title = 'doomed'"
    Book.objects.filter(pk=one.pk).update(title="doomed")
    with (
        trigger("AFTER UPDATE", "project_label", does),
        changes((all_books,), (book, one.pk)),
    ):
        label.name = "other"
        label.save()
