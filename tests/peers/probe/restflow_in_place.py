"""Puts restflow's clients in the place of another project's, for `run_clients.py`.

It is a plugin of that project's own tests. It leaves those that use none of the classes
out, and notes which tests made a request with them. Without `OURS` in the environment
the classes are the project's own.
"""

from __future__ import annotations

import importlib
import os
from functools import wraps
from typing import Any

import pytest

PROJECT = "RESTFLOW_PEERS_PROJECT"
OURS = "RESTFLOW_PEERS_OURS"

# Where tests find the classes: the module, the name, and which of ours takes its place.
PLACES = {
    "djangorestframework": (
        ("rest_framework.test", "APIClient", "awaited"),
        ("rest_framework.test", "APIRequestFactory", "factory"),
    ),
    "adrf": (
        ("adrf.test", "AsyncAPIClient", "client"),
        ("adrf.test", "AsyncAPIRequestFactory", "factory"),
    ),
    "django-modern-rest": (
        ("dmr.test", "DMRAsyncClient", "client"),
        ("dmr.test", "DMRAsyncRequestFactory", "wrapping"),
    ),
}
# Fixtures that give an instance of these classes.
FIXTURES = {"dmr_async_client", "dmr_async_rf"}
# Their tests send forms unless told otherwise; ours would send JSON.
SEND_FORMS = {"adrf", "djangorestframework"}
VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")

_running: list[str] = []


def _classes() -> dict[str, Any]:
    """Return our classes, by what they are called in `PLACES`."""
    # Django has to be set up first.
    from restflow.test import AsyncAPIClient, AsyncAPIRequestFactory

    class Wrapping(AsyncAPIRequestFactory):
        def wrap(self, thing: Any) -> Any:
            """Return what it is given: theirs has this for type checkers."""
            return thing

    made = {verb: _awaited(getattr(AsyncAPIClient, verb)) for verb in VERBS}
    return {
        "client": AsyncAPIClient,
        "factory": AsyncAPIRequestFactory,
        "wrapping": Wrapping,
        # Tests that await nothing.
        "awaited": type("Awaited", (AsyncAPIClient,), made),
    }


def _awaited(verb: Any) -> Any:
    """Return a method of the client whose request is awaited for those who can't."""
    from asgiref.sync import async_to_sync

    # Not `wraps`, which copies the mark of a coroutine function.
    def plain(self: Any, *args: Any, **kwargs: Any) -> Any:
        async def send() -> Any:
            return await verb(self, *args, **kwargs)

        return async_to_sync(send)()

    return plain


def _watch(made: type[Any], note: Any) -> None:
    """Note each request of a class: Django's, and ours, call this once for it."""
    name = "_base_scope" if hasattr(made, "_base_scope") else "_base_environ"
    original = getattr(made, name)

    @wraps(original)
    def watched(instance: Any, *args: Any, **kwargs: Any) -> Any:
        if _running:
            note(uses=_running[-1])
        return original(instance, *args, **kwargs)

    setattr(made, name, watched)


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Put the classes in place: there are settings, and no test module yet."""
    from django.conf import settings

    probe: Any = session.config.pluginmanager.get_plugin("restflow_probe")
    project = os.environ[PROJECT]
    ours = bool(os.environ.get(OURS))
    if ours and project in SEND_FORMS:
        settings.REST_FRAMEWORK = {"TEST_REQUEST_DEFAULT_FORMAT": "multipart"}
    classes = _classes() if ours else {}
    for place, name, kind in PLACES[project]:
        module = importlib.import_module(place)
        if ours:
            setattr(module, name, classes[kind])
    for place, name, _ in PLACES[project]:
        _watch(getattr(importlib.import_module(place), name), probe.note)


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out what uses none of the classes."""
    names = [f"{name}(" for _, name, _ in PLACES[os.environ[PROJECT]]]
    texts = {path: path.read_text(encoding="utf-8") for path in {i.path for i in items}}
    naming = {
        path for path, text in texts.items() if any(name in text for name in names)
    }
    others = [
        item
        for item in items
        if item.path not in naming
        and not FIXTURES.intersection(getattr(item, "fixturenames", ()))
    ]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]


def pytest_runtest_logstart(nodeid: str) -> None:
    """Note which test runs."""
    _running[:] = [nodeid]
