"""A cache in a table of SQLite, beside another database.

SQLite takes one writer at a time. While a transaction of SQLite is open, a write to the
other database can't reach the cache, so the cache is told when it has ended.
"""

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from products.models import Category
from restflow.caching import InvalidationRule, cache_result

IN_A_TABLE = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "entries",
    }
}


@cache_result(ttl=300, rules=[InvalidationRule(Category)])
def archived() -> list[str]:
    return [category.name for category in Category.objects.using("archive")]


@override_settings(CACHES=IN_A_TABLE)
@pytest.mark.django_db(transaction=True, databases=["default", "archive"])
def test_the_cache_is_told_when_the_transaction_has_ended() -> None:
    call_command("createcachetable")
    assert archived() == []
    assert archived() == []
    before = archived.cache_info()

    with transaction.atomic():
        Category.objects.using("archive").create(name="Mugs", slug="mugs")
        assert archived() == ["Mugs"]
        assert archived.cache_info().bypasses == before.bypasses + 1  # [!]

    assert archived() == ["Mugs"]
    assert archived() == ["Mugs"]
    assert archived.cache_info().misses == before.misses + 1  # [!]
    assert archived.cache_info().hits == before.hits + 1
