"""A library: each relation and each kind of inheritance once."""

from __future__ import annotations

from django.db import models


class Shelf(models.Model):
    slug = models.SlugField(unique=True)

    def __str__(self) -> str:
        return self.slug


class Label(models.Model):
    name = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.name


class Book(models.Model):
    title = models.CharField(max_length=100, default="a title")
    shelf = models.ForeignKey(Shelf, models.CASCADE, null=True, related_name="books")
    price = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    labels = models.ManyToManyField(Label, related_name="books")

    def __str__(self) -> str:
        return self.title


class Novel(Book):
    """It has a table of its own besides that of books."""

    pages = models.IntegerField(default=1)


class Listed(Book):
    """It has the table of books."""

    class Meta:
        proxy = True


class Sign(models.Model):
    """It names its shelf by another column than the primary key."""

    shelf = models.ForeignKey(Shelf, models.CASCADE, to_field="slug")
    text = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.text
