"""The models, of which mypy knows nothing: its plugin knows the sample project's."""

from __future__ import annotations

from typing import Any

from tests.caching.project import models

Author: Any = models.Author
Book: Any = models.Book
Club: Any = models.Club
Credit: Any = models.Credit
Friendship: Any = models.Friendship
Label: Any = models.Label
Listed: Any = models.Listed
Load: Any = models.Load
Novel: Any = models.Novel
Person: Any = models.Person
Pick: Any = models.Pick
Poet: Any = models.Poet
Purchase: Any = models.Purchase
Receipt: Any = models.Receipt
Shelf: Any = models.Shelf
Sign: Any = models.Sign
Tagging: Any = models.Tagging
Tally: Any = models.Tally
Title: Any = models.Title
