"""The decorator for responses of views."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial, wraps
from typing import Any, TypeVar, cast

from restflow._traps import AROUND_THE_VIEW, public
from restflow.caching._errors import CachingError
from restflow.caching._plans import Lifetime, Plan
from restflow.caching._policy import Policy
from restflow.caching._results import finished
from restflow.caching._rules import InvalidationRule
from restflow.caching._visit import Visit
from restflow.caching._ways import at_once

View = TypeVar("View", bound=Callable[..., Any])


@public
class AroundTheViewError(CachingError, TypeError):
    """`cache_response` was put around a whole view, or above `login_required`.

    It would answer before authentication, permissions and throttling. Its code is
    restflow.E205.

    Since:
        0.1.0.
    """


def cache_response(
    *,
    ttl: Lifetime,
    rules: Iterable[InvalidationRule] = (),
    tags: Iterable[str] = (),
    per_user: bool = False,
    public: bool = False,
    vary_on: Iterable[str] = (),
    statuses: Iterable[int] = (200,),
    stale: Lifetime = 0,
) -> Callable[[View], View]:
    """Cache the responses of a view: a function, a method of a class or an action.

    In views of Django REST framework put it on the handler, beneath `@api_view` or
    `@action`, where it runs after authentication, permissions and throttling.

    The key has view, method, scheme, host, path, arguments, query, media type,
    language, time zone and version, and the user if `per_user` is set. Only requests
    with GET or HEAD and without a body are answered from the cache. A response is never
    stored if it streams, sets a cookie, says `no-store`, says `private` without
    `per_user`, varies on a header that the key lacks, answers an authenticated request
    without `per_user` or `public`, or an anonymous one that has credentials
    (`Authorization`) without `public`, or if restflow finds something in it that was
    made for one request: a CSRF token, messages, the nonce of a content security
    policy. Nor is it stored if the handler has read session or cookies, unless the view
    is `public` or, for cookies, `vary_on` names `Cookie`. Object permissions are
    checked in the handler, so a hit does not check them again.

    Responses that the handler returns get a Cache-Status header. A response that may be
    stored also gets an ETag and, unless the view has set another, `Cache-Control:
    no-cache` (`private, no-cache` with `per_user`): browsers then ask each time, and
    get status 304 if nothing has changed.

    Args:
        ttl: How old a response may be, in seconds or as a `timedelta`. Only with
            `stale` it may be older.
        rules: Which writes make responses invalid. A rule finds the arguments of the
            URL, `request` and, in methods, `self`.
        tags: Names for data that is not in the database, for
            [`invalidate`][restflow.caching.invalidate].
        per_user: Store a response for each user.
        public: The response is the same for everybody, authenticated or not.
        vary_on: Names of request headers that are part of the key as well.
        statuses: Which responses to store, of those that the view returns. One that is
            made of an exception, such as `Http404`, is never stored.
        stale: For how much longer, in seconds, an old response may be used while one
            request computes a new one.

    Returns:
        A decorator.

    Raises:
        AroundTheViewError: It was put around a whole view, or above
            `login_required`, `permission_required` or `user_passes_test`.
        NotInstalledError: 'restflow.caching' is not in INSTALLED_APPS. It is raised
            here, or at the first call if the apps were not ready.
        RuleError: At a request: the view has no argument that a rule names.
        TypeError: `rules`, `tags` or `vary_on` is no list. Or, when the view is called:
            `method_decorator` was used.
        ValueError: `ttl` is not a positive number, or `stale` is negative.

    Since:
        0.1.0. What is stored follows RFC 9111, the header Cache-Status RFC 9211.
    """
    if isinstance(vary_on, str):
        raise TypeError(f"vary_on is a list of texts: [{vary_on!r}].")
    policy = Policy(
        per_user=per_user,
        public=public,
        vary_on=tuple(name.lower() for name in vary_on),
        statuses=frozenset(statuses),
    )

    def decorate(view: View) -> View:
        _check(view)
        plan = Plan(view, ttl=ttl, stale=stale, rules=rules, tags=tags, policy=policy)

        if plan.asynchronous:

            @wraps(view)
            async def acached(*args: Any, **kwargs: Any) -> Any:
                return await Visit(plan, policy, args, kwargs).answer()

            return cast("View", finished(acached, plan))

        @wraps(view)
        def cached(*args: Any, **kwargs: Any) -> Any:
            return at_once(Visit(plan, policy, args, kwargs).answer())

        return cast("View", finished(cached, plan))

    return decorate


def _check(view: Callable[..., Any]) -> None:
    if isinstance(view, partial):
        raise TypeError(
            "cache_response has to be on the method itself: method_decorator would "
            "decorate anew at each request."
        )
    whole: Any = getattr(view, "cls", getattr(view, "view_class", None))
    if isinstance(view, type):
        whole = view
    if whole or view.__name__ == "dispatch":
        name = whole.__name__ if whole else view.__qualname__
        raise AroundTheViewError(
            AROUND_THE_VIEW,
            f"cache_response is around the view {name}, so it would "
            "answer before the view has asked who may see it.",
            "Put it on the handler: beneath @api_view, or on the method.",
        )
    # Django's `user_passes_test` marks views so, and `wraps` hands the mark on.
    if hasattr(view, "redirect_field_name"):
        raise AroundTheViewError(
            AROUND_THE_VIEW,
            f"cache_response is above @login_required, or another test of the user, of "
            f"the view {view.__qualname__}, so it would answer before that test.",
            "Put it beneath: @login_required first, and then @cache_response.",
        )
