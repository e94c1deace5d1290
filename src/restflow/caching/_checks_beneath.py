"""System checks of what caching relies on: the databases, and the cache itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.memcached import PyLibMCCache
from django.core.checks import CheckMessage, Error
from django.db import connections, router
from django.utils.module_loading import import_string

from restflow._traps import (
    LOCAL_CACHE,
    OPAQUE_TRIGGER,
    TABLE_OF_SQLITE,
    UNBOUND_RULE,
    UNPOOLED,
)
from restflow.caching._behind import found_in
from restflow.caching._plans import plans
from restflow.caching._rules import told_of_view, unmanaged
from restflow.caching._settings import chosen
from restflow.caching._tables import owners


def check_rules(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001
    databases: Sequence[str] | None = None,
    **options: Any,  # noqa: ARG001
) -> list[CheckMessage]:
    """Report rules of views that never fire (E202); with `check --database`.

    Args:
        app_configs: The applications to check; this concerns them all.
        databases: The databases that may be asked.
        **options: What else Django passes to checks.

    Since:
        0.1.0.
    """
    told = [
        told_of_view(rule, alias)
        for model, rule in unmanaged.items()
        if (alias := router.db_for_read(model)) in (databases or ())
    ]
    return [
        Error(problem, hint=hint, id=UNBOUND_RULE.code)
        for problem, hint in filter(None, told)
    ]


def check_triggers(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001
    databases: Sequence[str] | None = None,
    **options: Any,  # noqa: ARG001
) -> list[CheckMessage]:
    """Report triggers whose writes nobody can know (W213); with `check --database`.

    Args:
        app_configs: The applications to check; this concerns them all.
        databases: The databases that may be asked.
        **options: What else Django passes to checks.

    Since:
        0.1.0.
    """
    triggers = [
        trigger
        for alias in databases or () if plans
        # A trigger of SQLite has all its statements in its text.
        if connections[alias].vendor != "sqlite"
        for trigger in found_in(connections[alias]).triggers
        if trigger.is_opaque and owners([trigger.table])
    ]  # fmt: skip
    return [
        checks.Warning(
            f"The trigger {trigger.name} of the table {trigger.table} runs statements "
            "that are not in its text. Their writes make nothing invalid.",
            hint="If a cached result depends on a table that they write, add a rule "
            f"for the model of {trigger.table}. Otherwise silence the check.",
            id=OPAQUE_TRIGGER.code,
        )
        for trigger in triggers
    ]


def check_backend(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001
    **options: Any,  # noqa: ARG001
) -> list[CheckMessage]:
    """Report caches that do not fit a server (W208, W209, W212); with `--deploy`.

    Args:
        app_configs: The applications to check; this concerns them all.
        **options: What else Django passes to checks.

    Since:
        0.1.0.
    """
    configured = settings.CACHES[chosen().cache]
    backend: type[Any] = import_string(configured["BACKEND"])
    if issubclass(backend, LocMemCache):
        problem = (
            "The cache is in the memory of each process: what one worker invalidates, "
            "the others go on serving."
        )
        hint = "Use a cache that all workers share, such as Redis."
        return [checks.Warning(problem, hint=hint, id=LOCAL_CACHE.code)]
    if issubclass(backend, DatabaseCache) and _is_in_sqlite(chosen().cache):
        problem = (
            "The cache is a table of SQLite, and there are other databases. After a "
            "write to one of these within a transaction of SQLite, other processes go "
            "on getting the old value until the transaction has ended and this process "
            "uses the cache again."
        )
        hint = "Keep the cache in files or on a server, such as Redis."
        return [checks.Warning(problem, hint=hint, id=TABLE_OF_SQLITE.code)]
    if issubclass(backend, PyLibMCCache):
        problem = (
            "Threads can't share the client of a PyLibMCCache: under ASGI, restflow "
            "connects anew for each request."
        )
        hint = "Use PyMemcacheCache, of which restflow keeps one for the process."
        return [checks.Warning(problem, hint=hint, id=UNPOOLED.code)]
    return []


def _is_in_sqlite(alias: str) -> bool:
    """Tell whether a cache is a table of SQLite, which isn't the only database."""
    cache: Any = caches[alias]
    database = router.db_for_write(cache.cache_model_class)
    return connections[database].vendor == "sqlite" and len(settings.DATABASES) > 1
