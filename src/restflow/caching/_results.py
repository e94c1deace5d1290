"""The decorator for results of functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial, wraps
from inspect import Parameter, iscoroutinefunction, signature
from typing import (
    Any,
    Concatenate,
    ParamSpec,
    Protocol,
    Self,
    TypeVar,
    cast,
    overload,
)

from restflow.caching._fetch import fetch
from restflow.caching._plans import CacheInfo, Call, Lifetime, Plan
from restflow.caching._rules import InvalidationRule
from restflow.caching._ways import at_once

P = ParamSpec("P")
Q = ParamSpec("Q")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


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
        """Return how many calls this process has answered, and how."""
        ...


def cache_result(
    *,
    ttl: Lifetime,
    rules: Iterable[InvalidationRule] = (),
    tags: Iterable[str] = (),
    key: Callable[..., object] | None = None,
    stale: Lifetime = 0,
) -> Callable[[Callable[P, R]], Cached[P, R]]:
    """Cache what a function or a coroutine function returns, for each set of arguments.

    If concurrent calls miss the same entry, only one computes, and the others wait for
    at most `WAIT` seconds. A transaction that has written what the result depends on
    computes it and stores nothing. If the cache fails, the function is called. A
    function that is defined inside another one has entries of its own in each process.

    Args:
        ttl: How old a result may be, in seconds or as a `timedelta`. Only with `stale`
            it may be older.
        rules: Which writes make results invalid.
        tags: Names for data that is not in the database, for
            [`invalidate`][restflow.caching.invalidate].
        key: A function that gets the arguments and returns the parts of the key. The
            default is all arguments. Use it for a method whose `self` does not matter,
            for example.
        stale: For how much longer, in seconds, an old result may be used while one
            caller computes a new one. A result that a write has made invalid is never
            used, and one that takes longer than its `ttl` to compute is never stored.

    Returns:
        A decorator. The function gets `cache_info()` and `__wrapped__`.

    Raises:
        NotInstalledError: 'restflow.caching' is not in INSTALLED_APPS. It is raised
            here, or at the first call if the apps were not ready.
        RuleError: When called: the call has no argument that a rule names.
        TypeError: `rules` or `tags` is no list.
        UnencodableError: When called: an argument can't be a part of a key.
        UnpicklableError: When called: the result can't be stored.
        ValueError: `ttl` is not a positive number, or `stale` is negative.

    Since:
        0.1.0. The design follows Nishtala et al., "Scaling Memcache at Facebook"
        (2013), which describes the same race.
    """

    def decorate(function: Callable[P, R]) -> Cached[P, R]:
        plan = Plan(function, ttl=ttl, stale=stale, rules=rules, tags=tags)
        find_call = _finder(plan, key)

        async def answer(args: Any, kwargs: Any) -> Any:
            outcome = await fetch(find_call(args, kwargs))
            plan.count(outcome.how)
            return outcome.value

        if iscoroutinefunction(function):

            @wraps(function)
            async def acached(*args: P.args, **kwargs: P.kwargs) -> Any:
                return await answer(args, kwargs)

            return cast("Cached[P, R]", finished(acached, plan, find_call))

        @wraps(function)
        def cached(*args: P.args, **kwargs: P.kwargs) -> Any:
            return at_once(answer(args, kwargs))

        return cast("Cached[P, R]", finished(cached, plan, find_call))

    return decorate


def finished(function: Any, plan: Plan, find_call: Any = None) -> Any:
    """Give a cached function what users, checks and tests look for."""
    function.cache_info = plan.info
    function.restflow_plan = plan
    function.restflow_call = find_call
    return function


def _finder(
    plan: Plan, key: Callable[..., object] | None
) -> Callable[[tuple[Any, ...], dict[str, Any]], Call]:
    """Return what turns arguments into a call."""
    parameters = signature(plan.function)
    names = [
        name
        for name, parameter in parameters.parameters.items()
        if parameter.kind is Parameter.POSITIONAL_OR_KEYWORD
    ]
    # Then arguments may be given by position alone.
    plain = len(names) == len(parameters.parameters)

    def find_call(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Call:
        if plain and not kwargs and len(args) == len(names):
            arguments = dict(zip(names, args, strict=True))
        else:
            bound = parameters.bind(*args, **kwargs)
            bound.apply_defaults()
            # In the order of the parameters, however they were given.
            arguments = bound.arguments
        parts = tuple(arguments.values()) if key is None else key(*args, **kwargs)
        compute = partial(plan.run, *args, **kwargs)
        return plan.call(arguments, parts, compute, plan.pack)

    return find_call
