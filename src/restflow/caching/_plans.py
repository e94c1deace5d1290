"""What a decorator was given, and the calls of the decorated function."""

from __future__ import annotations

import os
import pickle
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from inspect import iscoroutinefunction
from typing import Any, NamedTuple

from django.apps import apps

from restflow._traps import NOT_INSTALLED, UNBOUND_RULE, UNPICKLABLE, public
from restflow.caching import _tags as tag_names
from restflow.caching._errors import CachingError
from restflow.caching._keys import encode, hashed
from restflow.caching._rules import (
    InvalidationRule,
    RuleError,
    checked,
    tags_of,
    told_of_view,
)
from restflow.caching._settings import chosen

Lifetime = float | timedelta


@public
class NotInstalledError(CachingError):
    """`restflow.caching` is used, and missing from INSTALLED_APPS: it watches no write.

    Its code is restflow.E201.

    Since:
        0.1.0.
    """


@public
class UnpicklableError(CachingError, TypeError):
    """The result of a cached function can't be stored. Its code is restflow.E204.

    Since:
        0.1.0.
    """


class CacheInfo(NamedTuple):
    """How many calls of a cached function this process has answered, and how.

    Attributes:
        hits: Answered from the cache, stale answers included.
        misses: Computed after a look into the cache, stored or not.
        collapsed: Waited for a computation that another caller had begun.
        bypasses: Computed and not stored, because the cache was not asked or could not
            be used.

    Since:
        0.1.0. Modelled on `functools.lru_cache`.
    """

    hits: int
    misses: int
    collapsed: int
    bypasses: int


@dataclass(slots=True)
class Call:
    """A call of a cached function.

    Attributes:
        plan: What its decorator was given.
        key: Where its entry lies.
        tags: What the entry depends on.
        compute: Calls the function.
        pack: Returns what to store of its result, or None.
        unpack: Returns the result from what was stored.
    """

    plan: Plan
    key: str
    tags: tuple[str, ...]
    compute: Callable[[], Awaitable[Any]]
    pack: Callable[[Any], bytes | None]
    unpack: Callable[[bytes], Any]


class Plan:
    """What a decorator was given, and what has become of the calls.

    Attributes:
        function: The function that is cached.
        name: What to call it in messages.
        asynchronous: Whether it is a coroutine function.
        ttl: For how many seconds an entry is good.
        stale: For how many more seconds it may be used while one caller renews it.
        rules: Which writes make entries invalid.
        policy: What `cache_response` was told besides.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        *,
        ttl: Lifetime,
        stale: Lifetime,
        rules: Iterable[InvalidationRule],
        tags: Iterable[str],
        policy: Any = None,
    ) -> None:
        self.function, self.policy = function, policy
        self.name = f"{function.__module__}.{function.__qualname__}"
        self.asynchronous = iscoroutinefunction(function)
        self.ttl = _seconds(ttl, "ttl")
        self.stale = _seconds(stale, "stale", least=0)
        self.rules = checked(rules)
        if isinstance(tags, str):
            raise TypeError(f"tags is a list of texts: [{tags!r}].")
        self._tags = tuple(map(tag_names.own, tags))
        self._identity = encode(_identity(self.name))
        self._counted: Counter[str] = Counter()
        self._lock = threading.Lock()
        plans[:] = plans or [self]
        if apps.ready:
            # Views are imported when the list of system checks has been made.
            self._need_the_app()

    def _need_the_app(self) -> None:
        if "restflow_caching" not in apps.app_configs:
            raise NotInstalledError(
                NOT_INSTALLED,
                f"{self.name} is cached, but nothing watches the database.",
                "Add 'restflow.caching' to INSTALLED_APPS.",
            )

    async def run(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function."""
        result = self.function(*args, **kwargs)
        return await result if self.asynchronous else result

    def call(
        self,
        arguments: Mapping[str, Any],
        key: object,
        compute: Callable[[], Awaitable[Any]],
        pack: Callable[[Any], bytes | None],
        unpack: Callable[[bytes], Any] = pickle.loads,
    ) -> Call:
        """Return a call with these arguments."""
        self._need_the_app()
        # A mistake in the settings is no cache that is down.
        chosen()
        tags = [*self._tags]
        for rule in self.rules:
            tags += tags_of(rule, arguments)
        entry = f"restflow:e:{hashed(self._identity + encode(key))}"
        return Call(self, entry, tuple(dict.fromkeys(tags)), compute, pack, unpack)

    @cached_property
    def reads_arguments(self) -> bool:
        """Whether any rule takes a value from the arguments of a call."""
        return any(rule.sources for rule in self.rules)

    @cached_property
    def known(self) -> dict[str, frozenset[tag_names.Partition]]:
        """By which columns rows are told apart, for tags that have to say it."""
        known: dict[str, frozenset[tag_names.Partition]] = {}
        for rule in self.rules:
            if rule.fields:
                of_model = tag_names.known(rule.model)
                columns = frozenset({tuple(rule.fields)})
                known[of_model] = known.get(of_model, frozenset()) | columns
        return known

    @cached_property
    def suspects(self) -> list[InvalidationRule]:
        """The rules whose models may be those of views; none once they are known."""
        return [rule for rule in self.rules if rule.may_be_view]

    def refuse_views(self) -> None:
        """Refuse rules of views, unless the database can't be asked now.

        Raises:
            RuleError: A rule never fires.
        """
        told: list[tuple[str, str] | None] = []
        # Whatever forbids to ask now, as tests do: the next call asks again.
        with suppress(Exception):
            told = [told_of_view(rule) for rule in self.suspects]
        for of_view in filter(None, told):
            raise RuleError(UNBOUND_RULE, *of_view)
        if told:
            self.suspects.clear()

    def pack(self, value: object) -> bytes:
        """Turn a result into bytes."""
        try:
            return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        except Exception as error:
            raise UnpicklableError(
                UNPICKLABLE,
                f"{self.name} returned a {type(value).__name__}, which can't be "
                f"stored: {error}",
                "Return plain data, such as a list instead of a generator.",
            ) from error

    def count(self, how: str) -> None:
        """Count how a call ended."""
        with self._lock:
            self._counted[how] += 1

    def info(self) -> CacheInfo:
        """Return what has become of the calls."""
        counted = self._counted
        return CacheInfo(
            hits=counted["hit"] + counted["stale"],
            misses=counted["miss"],
            collapsed=counted["collapsed"],
            bypasses=counted["bypass"],
        )


def _seconds(lifetime: Lifetime, name: str, *, least: float = 0.001) -> float:
    if isinstance(lifetime, timedelta):
        lifetime = lifetime.total_seconds()
    given: Any = lifetime
    if not isinstance(given, int | float) or not least <= given < float("inf"):
        which = "positive number of seconds" if least else "number of seconds from 0 on"
        raise ValueError(f"{name} is a {which}, not {lifetime!r}.")
    return float(given)


# The first, for the system checks; functions may be decorated without end.
plans: list[Plan] = []
# How many functions of a name there are.
_names: Counter[str] = Counter()


def _identity(name: str) -> str:
    """Return what tells a function that is decorated now from all others."""
    if "<locals>" in name or name.startswith("__main__."):
        # Each is another function: with other values from around it, or of another
        # script.
        return f"{name}#{os.urandom(12).hex()}"
    _names[name] += 1
    # As for two lambdas of a module, or a function that is decorated twice.
    return f"{name}#{_names[name]}"
