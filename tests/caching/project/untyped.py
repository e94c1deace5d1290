"""The models, of which mypy knows nothing: its plugin knows the sample project's."""

from __future__ import annotations

from typing import Any

from tests.caching.project import models

Book: Any = models.Book
Label: Any = models.Label
Listed: Any = models.Listed
Novel: Any = models.Novel
Shelf: Any = models.Shelf
Sign: Any = models.Sign
