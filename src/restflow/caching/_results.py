"""The decorator for results of functions."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import cached_property, partial, wraps
from inspect import Signature, iscoroutinefunction, signature
from typing import (
    Any,
    Concatenate,
    NamedTuple,
    ParamSpec,
    Protocol,
    Self,
    TypeVar,
    cast,
    overload,
)

from django.apps import apps

from restflow._traps import NOT_INSTALLED, UNPICKLABLE
from restflow.caching import _registry as registry
from restflow.caching import _tags as tag_names
from restflow.caching._drivers import afetch, fetch
from restflow.caching._errors import CachingError
from restflow.caching._fetch import Call, Outcome
from restflow.caching._keys import digest
from restflow.caching._rules import InvalidationRule, checked
from restflow.caching._settings import chosen

P = ParamSpec("P")
Q = ParamSpec("Q")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class CacheInfo(NamedTuple):
    """What has become of the calls of a cached function in this process.

    Attributes:
        hits: Answered from the cache, stale answers included.
        misses: Computed.
        collapsed: Waited for a computation that somebody else had begun.
        bypasses: Computed and not stored, as the cache could not be used.

    Since:
        0.1.0. Modelled on `functools.lru_cache`.
    """

    hits: int
    misses: int
    collapsed: int
    bypasses: int


class Cached(Protocol[P, R_co]):
    """A function whose results are cached.

    Since:
        0.1.0.
    """

    __wrapped__: Callable[..., Any]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co:
        """Return the result, from the cache if it is there."""
        ...

    @overload
    def __get__(self, instance: None, owner: type[Any], /) -> Self: ...

    @overload
    def __get__(
        self: Cached[Concatenate[Any, Q], R_co],
        instance: object,
        owner: type[Any] | None = None,
        /,
    ) -> Cached[Q, R_co]: ...

    def cache_info(self) -> CacheInfo:
        """Return what has become of the calls in this process."""
        ...


class NotInstalledError(CachingError):
    """`restflow.caching` is used and not in INSTALLED_APPS, so it watches no write.

    Its code is restflow.E201.

    Since:
        0.1.0.
    """


class UnpicklableError(CachingError, TypeError):
    """The result of a cached function can't be stored. Its code is restflow.E204.

    Since:
        0.1.0.
    """


Lifetime = float | timedelta


def seconds(lifetime: Lifetime, name: str, *, least: float = 0.001) -> float:
    """Return a lifetime in seconds."""
    value = (
        lifetime.total_seconds() if isinstance(lifetime, timedelta) else float(lifetime)
    )
    if not least <= value < float("inf"):
        raise ValueError(f"{name} is a positive number of seconds, not {lifetime!r}.")
    return value


class Plan:
    """What a decorator was given, and what has become of the calls.

    Attributes:
        function: The function that is cached.
        rules: Its rules.
        counted: How often calls ended in which way.
        asynchronous: Whether it is a coroutine function.
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
    ) -> None:
        self.function = function
        self.rules = checked(rules)
        self.counted: Counter[str] = Counter()
        self.name = f"{function.__module__}.{function.__qualname__}"
        self._identity = registry.identity(self.name)
        self.asynchronous = iscoroutinefunction(function)
        self.policy: Any = None
        self._ttl = seconds(ttl, "ttl")
        self._stale = seconds(stale, "stale", least=0)
        if isinstance(tags, str):
            raise TypeError(f"tags is a list of texts: [{tags!r}].")
        self._tags = tuple(map(tag_names.own, tags))
        if not registry.plans:
            registry.plans.append(self)

    def call(
        self,
        arguments: Mapping[str, Any],
        key: object,
        compute: Callable[[], Any],
        pack: Callable[[Any], bytes | None],
        unpack: Callable[[bytes], Any] = pickle.loads,
    ) -> Call:
        """Return a call with these arguments."""
        if not apps.is_installed("restflow.caching"):
            raise NotInstalledError(
                NOT_INSTALLED,
                f"{self.name} is cached, but nothing watches the database.",
                "Add 'restflow.caching' to INSTALLED_APPS.",
            )
        # A mistake in the settings is no cache that is down.
        chosen()
        tags = [*self._tags]
        for rule in self.rules:
            tags.extend(rule.tags(arguments))
        return Call(
            name=self.name,
            key=f"restflow:e:{digest(self._identity, key)}",
            tags=tuple(dict.fromkeys(tags)),
            known=self._known,
            ttl=self._ttl,
            stale=self._stale,
            compute=compute,
            pack=pack,
            unpack=unpack,
            asynchronous=self.asynchronous,
        )

    @cached_property
    def _known(self) -> dict[str, frozenset[tuple[str, ...]]]:
        known: dict[str, frozenset[tuple[str, ...]]] = {}
        for rule in self.rules:
            if rule.fields:
                of_model = tag_names.known(rule.model)
                columns = frozenset({tuple(rule.fields)})
                known[of_model] = known.get(of_model, frozenset()) | columns
        return known

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

    def note(self, outcome: Outcome) -> Outcome:
        """Count how a call ended."""
        self.counted[outcome.how] += 1
        return outcome

    def info(self) -> CacheInfo:
        """Return what has become of the calls."""
        counted = self.counted
        return CacheInfo(
            hits=counted["hit"] + counted["stale"],
            misses=counted["miss"],
            collapsed=counted["collapsed"],
            bypasses=counted["bypass"],
        )


def cache_result(
    *,
    ttl: Lifetime,
    rules: Iterable[InvalidationRule] = (),
    tags: Iterable[str] = (),
    key: Callable[..., object] | None = None,
    stale: Lifetime = 0,
) -> Callable[[Callable[P, R]], Cached[P, R]]:
    """Cache what a function or a coroutine function returns, for each set of arguments.

    Concurrent calls that miss compute once. A call in a transaction that has written
    what the result depends on computes and stores nothing. If the cache fails, the
    function is called.

    Args:
        ttl: How old a result may be at most, in seconds or as a `timedelta`, whatever
            the rules see.
        rules: Which writes make results invalid.
        tags: The application's own tags, which
            [`invalidate`][restflow.caching.invalidate] takes.
        key: Gets the arguments, and returns what tells results apart, if it isn't the
            arguments themselves, as for a method whose `self` does not matter.
        stale: For how much longer, in seconds, an old result may be used while one
            caller computes a new one. Results that were made invalid never are.

    Returns:
        A decorator. The function gets `cache_info()` and `__wrapped__`.

    Raises:
        NotInstalledError: When called: 'restflow.caching' is not in INSTALLED_APPS.
        UnencodableError: When called: an argument can't be a part of a key.
        UnpicklableError: When called: the result can't be stored.

    Since:
        0.1.0. The tokens follow Nishtala et al., "Scaling Memcache at Facebook" (2013),
        whose leases solve the same race.
    """

    def decorate(function: Callable[P, R]) -> Cached[P, R]:
        plan = Plan(function, ttl=ttl, stale=stale, rules=rules, tags=tags)
        of_call = partial(_call, plan, signature(function), key)
        if iscoroutinefunction(function):

            @wraps(function)
            async def acached(*args: P.args, **kwargs: P.kwargs) -> Any:
                return plan.note(await afetch(of_call(args, kwargs))).value

            return cast("Cached[P, R]", finished(acached, plan, of_call))

        @wraps(function)
        def cached(*args: P.args, **kwargs: P.kwargs) -> Any:
            return plan.note(fetch(of_call(args, kwargs))).value

        return cast("Cached[P, R]", finished(cached, plan, of_call))

    return decorate


def finished(function: Any, plan: Plan, of_call: Any = None) -> Any:
    """Give a cached function what users, checks and tests look for."""
    function.cache_info = plan.info
    function.restflow_plan = plan
    function.restflow_call = of_call
    return function


def _call(
    plan: Plan,
    parameters: Signature,
    key: Callable[..., object] | None,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> Call:
    bound = parameters.bind(*args, **kwargs)
    bound.apply_defaults()
    # In the order of the parameters, however they were given.
    parts = tuple(bound.arguments.values()) if key is None else key(*args, **kwargs)
    return plan.call(
        bound.arguments, parts, partial(plan.function, *args, **kwargs), plan.pack
    )
