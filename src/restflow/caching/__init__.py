"""A cache for responses and results whose invalidation is correct.

Since:
    0.1.0.
"""

from restflow.caching._checks import register_checks
from restflow.caching._errors import CachingError
from restflow.caching._invalidate import ainvalidate, invalidate
from restflow.caching._keys import UnencodableError
from restflow.caching._plans import (
    CacheInfo,
    NotInstalledError,
    UnpicklableError,
)
from restflow.caching._responses import AroundTheViewError, cache_response
from restflow.caching._results import Cached, cache_result
from restflow.caching._rules import InvalidationRule, RuleError
from restflow.caching._visit import CachedResponse

__all__ = [
    "AroundTheViewError",
    "CacheInfo",
    "Cached",
    "CachedResponse",
    "CachingError",
    "InvalidationRule",
    "NotInstalledError",
    "RuleError",
    "UnencodableError",
    "UnpicklableError",
    "ainvalidate",
    "cache_response",
    "cache_result",
    "invalidate",
]

# A project that lacks the app has to hear of it.
register_checks()
