"""A proxy, and the two ends of a relation.

A receiver is not called for a proxy of its class, and adding to a many-to-many relation
saves neither end. A rule covers the tables.
"""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.cache import cache
from django.db.models.signals import post_save
from rest_framework.authtoken.models import Token, TokenProxy

from restflow.caching import InvalidationRule, cache_result

pytestmark = [pytest.mark.django_db, pytest.mark.run_commit_hooks]


@pytest.fixture(autouse=True)
def receiver() -> Iterator[None]:
    def forget(**_signal: object) -> None:
        cache.delete_many(["tokens", "permissions"])

    cache.clear()
    post_save.connect(forget, sender=Token)
    post_save.connect(forget, sender=Group)
    yield
    post_save.disconnect(forget, sender=Token)
    post_save.disconnect(forget, sender=Group)


@cache_result(ttl=60, rules=[InvalidationRule(Token)])
def count_tokens() -> int:
    return Token.objects.count()


def test_a_proxy() -> None:
    cache.set("tokens", 0)
    assert count_tokens() == 0
    TokenProxy.objects.create(user=User.objects.create(username="ada"))

    assert cache.get("tokens") == 0  # [!]
    assert count_tokens() == 1  # [!]


@cache_result(ttl=60, rules=[InvalidationRule(Group, pk="pk")])
def count_permissions(pk: int) -> int:
    return Group.objects.get(pk=pk).permissions.count()


def test_a_relation() -> None:
    staff = Group.objects.create(name="Staff")
    cache.set("permissions", 0)
    assert count_permissions(staff.pk) == 0

    staff.permissions.add(Permission.objects.all()[0])

    assert cache.get("permissions") == 0  # [!]
    assert count_permissions(staff.pk) == 1  # [!]
