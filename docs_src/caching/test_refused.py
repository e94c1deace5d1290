"""Mistakes in rules, decorators and settings.

Each is refused at once, with an error that says what is wrong. None of them waits for a
write that is not noticed.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AbstractUser, User
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from products.models import Product, Review
from restflow.caching import InvalidationRule, RuleError, cache_result, invalidate

rule: Any = InvalidationRule
lose: Any = invalidate


def cached(**options: Any) -> object:
    return cache_result(**options)(lambda: "9.50")


RULES: dict[str, Callable[[], object]] = {
    "An abstract model has no rows.": lambda: rule(AbstractUser),
    "has a table, and is not a database view.": lambda: rule(Product, Review),
    "User.groups is no column": lambda: rule(User, groups="group"),
    "Product.reviews is no column": lambda: rule(Product, reviews="pk"),
    "5 is neither the name of an argument": lambda: rule(Product, name=5),
    "5 is no model.": lambda: rule(5),
}
ARGUMENTS: dict[str, Callable[[], object]] = {
    "a positive number of seconds, not 0": lambda: cached(ttl=0),
    "rules is a list": lambda: cached(ttl=60, rules=rule(Product)),
    "is no rule": lambda: cached(ttl=60, rules=[Product]),
    "tags is a list of texts": lambda: cached(ttl=60, tags="prices"),
    "5 is no tag and no model": lambda: lose(5),
    "AbstractUser is abstract": lambda: lose(AbstractUser),
}
SETTINGS: dict[str, dict[str, object]] = {
    "CACHES has no 'fast'": {"CACHE": "fast"},
    "RESTFLOW_CACHING has no WAITS": {"WAITS": 1},
    "is a number of seconds, not 'long'": {"WAIT": "long"},
}


@pytest.mark.parametrize("told", RULES)
def test_a_rule(told: str) -> None:
    with pytest.raises(RuleError, match=told):  # [!]
        RULES[told]()


@pytest.mark.parametrize("told", ARGUMENTS)
def test_an_argument(told: str) -> None:
    with pytest.raises((TypeError, ValueError), match=told):  # [!]
        ARGUMENTS[told]()


@pytest.mark.parametrize("told", SETTINGS)
def test_a_setting(told: str) -> None:
    setting = override_settings(RESTFLOW_CACHING=SETTINGS[told])
    function: Any = cached(ttl=60)
    with setting, pytest.raises(ImproperlyConfigured, match=told):  # [!]
        function()
