"""System checks: the app that is missing, the models that nobody watches, the cache."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import Tags, run_checks
from django.db import connections
from django.test import modify_settings, override_settings
from rest_framework import serializers

from restflow.caching import (
    InvalidationRule,
    NotInstalledError,
    cache_response,
    cache_result,
)
from restflow.caching._unwatched import unwatched_models
from tests.support import forked

# --- E201 -----------------------------------------------------------------------------


@modify_settings(INSTALLED_APPS={"remove": "restflow.caching"})
@pytest.mark.parametrize("decorate", [cache_result, cache_response])
def test_a_decorator_says_that_nothing_watches_as_soon_as_the_apps_are_ready(
    decorate: Any,
) -> None:
    def view(_request: object) -> None: ...

    with pytest.raises(NotInstalledError, match=r"view is cached, but nothing watches"):
        decorate(ttl=60)(view)


FILES = {
    "settings.py": """
        SECRET_KEY = "not a secret"
        ROOT_URLCONF = "urls"
        INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
        DATABASES = {
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
        }
        SILENCED_SYSTEM_CHECKS = ["models.W042"]
    """,
    "urls.py": """
        from django.urls import path
        from views import view
        urlpatterns = [path("", view)]
    """,
    "views.py": """
        from django.http import HttpResponse
        from restflow.caching import cache_response

        @cache_response(ttl=60)
        def view(request):
            return HttpResponse()
    """,
}


@pytest.mark.parametrize("installed", [False, True])
def test_check_ends_with_what_is_wrong_where_views_are_imported_late(
    tmp_path: Path, installed: bool
) -> None:
    for name, text in FILES.items():
        lines = text.replace("\n        ", "\n")
        if installed:
            lines = lines.replace("contrib.auth", 'contrib.auth", "restflow.caching')
        (tmp_path / name).write_text(lines, encoding="utf-8")
    done = forked.run(
        [sys.executable, "-m", "django", "check"],
        cwd=tmp_path,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "settings",
             "PYTHONPATH": os.pathsep.join([".", os.environ.get("PYTHONPATH", "")])},
        timeout=300,
    )  # fmt: skip
    assert (done.returncode == 0) is installed, done.stderr
    assert ("restflow.E201" in done.stderr) is not installed
    assert ("views.view is cached" in done.stderr) is not installed


# --- W210 -----------------------------------------------------------------------------


def a_serializer(of: Any, **declared: Any) -> Any:
    """Return a serializer that shows these fields."""
    meta = type("Meta", (), {"model": of, "fields": [*declared]})
    return type("Of", (serializers.ModelSerializer,), {**declared, "Meta": meta})


def a_key(**options: Any) -> Any:
    return serializers.PrimaryKeyRelatedField(read_only=True, **options)


def missed(serializer: Any, *rules: InvalidationRule) -> list[str]:
    return unwatched_models(serializer, rules)


@pytest.mark.django_db(transaction=True)
def test_a_rule_of_one_end_covers_the_links_whatever_model_they_have(
    library: Any,
) -> None:
    role = a_serializer(library.Credit, role=serializers.CharField())
    shown = a_serializer(library.Book, credit_set=role(many=True))
    assert missed(shown, InvalidationRule(library.Book)) == []
    assert missed(shown, InvalidationRule(library.Label)) == [
        "project.Book", "project.Credit",
    ]  # fmt: skip
    of_author = a_serializer(library.Author, credit_set=role(many=True))
    assert missed(of_author, InvalidationRule(library.Author)) == []
    # The other end's columns are another matter.
    names = a_serializer(library.Author, name=serializers.CharField())
    shown = a_serializer(library.Book, authors=names(many=True))
    assert missed(shown, InvalidationRule(library.Book)) == ["project.Author"]


@pytest.mark.django_db(transaction=True)
def test_the_key_of_a_row_that_this_one_names_needs_no_rule(library: Any) -> None:
    shown = a_serializer(library.Book, shelf=a_key())
    assert missed(shown, InvalidationRule(library.Book)) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["labels", "authors"])
def test_keys_of_rows_that_this_one_is_linked_to_need_no_rule(
    library: Any, name: str
) -> None:
    shown = a_serializer(library.Book, **{name: a_key(many=True)})
    assert missed(shown, InvalidationRule(library.Book)) == []


@pytest.mark.django_db(transaction=True)
def test_keys_of_rows_that_name_this_one_need_a_rule(library: Any) -> None:
    shown = a_serializer(library.Shelf, books=a_key(many=True))
    rule = InvalidationRule(library.Shelf)
    assert missed(shown, rule) == ["project.Book"]
    assert missed(shown, rule, InvalidationRule(library.Book)) == []
    # Its own table says which subclass a row is of.
    shown = a_serializer(library.Book, novel=a_key())
    assert missed(shown, InvalidationRule(library.Book)) == ["project.Novel"]


@pytest.mark.django_db(transaction=True)
def test_an_address_that_is_made_of_another_column_needs_a_rule(library: Any) -> None:
    def shown(**options: Any) -> Any:
        link = serializers.HyperlinkedRelatedField(
            view_name="shelf", read_only=True, **options
        )
        return a_serializer(library.Book, shelf=link)

    rule = InvalidationRule(library.Book)
    assert missed(shown(), rule) == []
    assert missed(shown(lookup_field="slug"), rule) == ["project.Shelf"]


@pytest.mark.django_db(transaction=True)
def test_what_is_behind_a_view_of_the_database_is_watched(library: Any) -> None:
    shown = a_serializer(library.Book, title=serializers.CharField())
    of_view = a_serializer(library.Load, books=serializers.IntegerField())
    rule = InvalidationRule(library.Load, library.Book)
    assert missed(shown, rule) == missed(of_view, rule) == []


@pytest.mark.django_db(transaction=True)
def test_the_hint_for_a_view_of_the_database_names_both(
    library: Any, settings: Any
) -> None:
    from django.urls import path
    from rest_framework.generics import ListAPIView

    class Loads(ListAPIView[Any]):
        queryset = library.Load.objects.all()
        serializer_class = a_serializer(library.Load, books=serializers.IntegerField())

        @cache_response(ttl=60, rules=[InvalidationRule(library.Label)])
        def get(self, request: Any) -> Any:
            return self.list(request)

    settings.ROOT_URLCONF = (path("loads/", Loads.as_view()),)
    (found,) = run_checks(tags=[Tags.caches])
    assert found.id == "restflow.W210"
    assert found.hint == (
        "Add InvalidationRule('project.Load'); if it is a view of the database, name "
        "the models whose tables it reads as well: InvalidationRule('project.Load', "
        "'app.Model')."
    )


# --- W212 -----------------------------------------------------------------------------


def told(databases: Iterable[str]) -> list[str | None]:
    made = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "one"}
    configured = {alias: connections.settings[alias] for alias in databases}
    with (
        override_settings(CACHES={"default": made}),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr("django.conf.settings.DATABASES", configured)
        found = run_checks(tags=[Tags.caches], include_deployment_checks=True)
        # Only where it is deployed.
        assert run_checks(tags=[Tags.caches]) == []
    return [message.id for message in found]


def test_a_table_of_sqlite_is_reported_beside_another_database() -> None:
    assert told(["default", "archive"]) == ["restflow.W212"]
    assert told(["default"]) == []


@pytest.mark.parametrize("another", ["postgresql"], indirect=True)
def test_a_table_of_a_server_is_not_reported(another: Any) -> None:
    del another
    router = "tests.caching.databases.Router"
    with override_settings(DATABASE_ROUTERS=[router]):
        assert told(["default", "another"]) == []
