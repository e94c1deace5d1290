"""What several tests of the cache need: another database, and a library's models."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test import modify_settings, override_settings
from pytest_django import DjangoDbBlocker

from restflow.caching import _rules, _store, _tables
from tests.caching.databases import joined
from tests.support import mariadb, services


@pytest.fixture
def own_cache() -> Iterator[None]:
    """A cache in memory that nobody else has."""
    backend = "django.core.cache.backends.locmem.LocMemCache"
    made = {"default": {"BACKEND": backend, "LOCATION": uuid4().hex}}
    with override_settings(CACHES=made):
        yield


Made = Callable[[str], tuple[AbstractContextManager[None], dict[str, Any]]]


def _sqlite(name: str) -> tuple[AbstractContextManager[None], dict[str, Any]]:
    return nullcontext(), {"ENGINE": "django.db.backends.sqlite3", "NAME": name}


def _postgresql(name: str) -> tuple[AbstractContextManager[None], dict[str, Any]]:
    services.need(services.without_postgresql())
    return services.own_database(name), services.on_postgresql(name)


def _mariadb(name: str) -> tuple[AbstractContextManager[None], dict[str, Any]]:
    services.need(mariadb.missing())
    return mariadb.own_database(name), mariadb.settings(name)


KINDS: dict[str, Made] = {
    "sqlite": _sqlite, "postgresql": _postgresql, "mariadb": _mariadb,
}  # fmt: skip


@pytest.fixture(params=["postgresql", "mariadb"])
def another(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    django_db_setup: None,  # noqa: ARG001  (made before it)
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Any]:
    """Give this thread's connection to a database of the test's own, `another`."""
    kind: str = request.param
    name = f"caching_{uuid4().hex}"
    made, settings = KINDS[kind](str(tmp_path / name) if kind == "sqlite" else name)
    with ExitStack() as stack:
        stack.enter_context(made)
        stack.enter_context(django_db_blocker.unblock())
        yield stack.enter_context(joined("another", settings))
    _store._undelivered.clear()


@pytest.fixture
def library(transactional_db: None) -> Iterator[Any]:  # noqa: ARG001
    """Have the models of the matrix here, with tables, and views of the database."""
    unmanaged = {**_rules.unmanaged}
    with modify_settings(INSTALLED_APPS={"append": "tests.caching.project"}):
        _tables._forget()
        from tests.caching.project import models

        made = [
            model
            for model in apps.get_app_config("project").get_models()
            if model._meta.managed and not model._meta.proxy
        ]
        with connection.schema_editor() as editor:
            for model in made:
                editor.create_model(model)
        with connection.cursor() as cursor:
            for statement in models.VIEWS:
                cursor.execute(statement)
        yield models
        with connection.cursor() as cursor:
            for name in ("project_title", "project_load"):
                cursor.execute(f"DROP VIEW {name}")
        with connection.schema_editor() as editor:
            for model in reversed(made):
                editor.delete_model(model)
    _rules.unmanaged.clear()
    _rules.unmanaged.update(unmanaged)
    _tables._forget()
