"""A library: each relation and each kind of inheritance once."""

from __future__ import annotations

from typing import Any

from django.db import models

from tests.caching.project.fields import LabelsField


class Label(models.Model):
    name = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """A link between a label and whatever has the key, as another package has it."""

    label = models.ForeignKey(Label, models.CASCADE)
    key = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.label} on {self.key}"


class Shelf(models.Model):
    slug = models.SlugField(unique=True)
    labels: Any = LabelsField(Label, through=Tagging)

    def __str__(self) -> str:
        return self.slug


class Author(models.Model):
    name = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.name


class Book(models.Model):
    title = models.CharField(max_length=100, default="a title")
    shelf = models.ForeignKey(Shelf, models.CASCADE, null=True, related_name="books")
    price = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    labels = models.ManyToManyField(Label, related_name="books")
    authors = models.ManyToManyField(Author, related_name="books", through="Credit")
    owners = models.ManyToManyField(Author, related_name="owned", through="Purchase")

    def __str__(self) -> str:
        return self.title


class Credit(models.Model):
    """A link between a book and an author, with a column of its own."""

    book = models.ForeignKey(Book, models.CASCADE)
    author = models.ForeignKey(Author, models.CASCADE)
    role = models.CharField(max_length=50, default="wrote")

    def __str__(self) -> str:
        return self.role


class Novel(Book):
    """It has a table of its own besides that of books."""

    pages = models.IntegerField(default=1)


class Listed(Book):
    """It has the table of books."""

    class Meta:
        proxy = True


class Receipt(models.Model):
    """What each purchase has a part of its columns in."""

    note = models.CharField(max_length=50, default="paid")

    def __str__(self) -> str:
        return self.note


class Purchase(Receipt):
    """A link whose table is continued in that of receipts."""

    book = models.ForeignKey(Book, models.CASCADE)
    author = models.ForeignKey(Author, models.CASCADE)


class Poet(Author):
    """It has a table of its own besides that of authors."""

    style = models.CharField(max_length=50, default="sonnets")


class Club(models.Model):
    """It is related to a proxy, and its links have a model."""

    name = models.CharField(max_length=50)
    picks = models.ManyToManyField(Listed, related_name="clubs", through="Pick")

    def __str__(self) -> str:
        return self.name


class Pick(models.Model):
    club = models.ForeignKey(Club, models.CASCADE)
    book = models.ForeignKey(Listed, models.CASCADE)

    def __str__(self) -> str:
        return f"{self.book} for {self.club}"


class Person(models.Model):
    """Its relation is one to itself."""

    name = models.CharField(max_length=50)
    friends = models.ManyToManyField("self", through="Friendship")

    def __str__(self) -> str:
        return self.name


class Friendship(models.Model):
    one = models.ForeignKey(Person, models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.one} and {self.other}"


class Sign(models.Model):
    """It names its shelf by another column than the primary key."""

    shelf = models.ForeignKey(Shelf, models.CASCADE, to_field="slug")
    text = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.text


# From Django 6.1 on the database may delete by itself what belongs to a row.
BY_THE_DATABASE: Any = getattr(models, "DB_CASCADE", None)


class Page(models.Model):
    """It goes with its sign."""

    sign = models.ForeignKey(Sign, BY_THE_DATABASE or models.CASCADE)

    def __str__(self) -> str:
        return f"a page on {self.sign}"


class Title(models.Model):
    """A view of books that takes writes."""

    title = models.CharField(max_length=100)

    class Meta:
        managed = False
        db_table = "project_title"

    def __str__(self) -> str:
        return self.title


class Load(models.Model):
    """A view that counts the books of each shelf."""

    books = models.IntegerField()

    class Meta:
        managed = False
        db_table = "project_load"

    def __str__(self) -> str:
        return str(self.books)


class Tally(models.Model):
    """A view that PostgreSQL keeps until it is refreshed."""

    books = models.IntegerField()

    class Meta:
        managed = False
        db_table = "project_tally"

    def __str__(self) -> str:
        return str(self.books)


VIEWS = (
    "CREATE VIEW project_title AS SELECT id, title FROM project_book",
    """
    CREATE VIEW project_load AS
    SELECT shelf_id AS id, COUNT(*) AS books FROM project_book GROUP BY shelf_id
    """,
)
# These PostgreSQL alone has: a view that keeps its rows, and one beside the others.
OF_POSTGRESQL = (
    """
    CREATE MATERIALIZED VIEW project_tally AS
    SELECT 1 AS id, COUNT(*) AS books FROM project_book
    """,
    "CREATE SCHEMA annex",
    "CREATE VIEW annex.title AS SELECT id, title FROM project_book",
)
# SQLite passes no write on by itself.
TRIGGER = """
    CREATE TRIGGER retitle INSTEAD OF UPDATE ON project_title
    BEGIN UPDATE project_book SET title = NEW.title WHERE id = NEW.id; END
"""
