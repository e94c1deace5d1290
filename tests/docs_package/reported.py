"""A project whose runs are reported, and what a report says, as Python has it."""

from __future__ import annotations

import html
import json
import os
import re
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support import forked

SETTINGS = """
    SECRET_KEY = "a-key-that-nobody-may-read"
    ROOT_URLCONF = "the_urls"
    USE_TZ = True
    INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
    DATABASES = {
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    }
"""
URLS = """
    from django.contrib.auth.models import Group
    from django.contrib.auth.views import LogoutView
    from django.http import HttpResponse
    from django.urls import include, path
    from rest_framework import serializers, viewsets
    from rest_framework.response import Response
    from rest_framework.routers import DefaultRouter

    class GroupSerializer(serializers.ModelSerializer):
        class Meta:
            model = Group
            fields = ["id", "name"]

    class GroupViewSet(viewsets.ModelViewSet):
        queryset = Group.objects.order_by("name")
        serializer_class = GroupSerializer
        authentication_classes = ()

    async def health(request):
        return HttpResponse("well")

    def echo(request):
        return HttpResponse(request.body or request.GET.get("say", ""))

    router = DefaultRouter()
    router.register("groups", GroupViewSet)
    urlpatterns = [
        path("api/", include(router.urls)),
        path("health/", health),
        path("echo/", echo),
        path("forgotten/<slug:name>/", health),
        path("log-out/", LogoutView.as_view()),
    ]
"""
TESTS = """
    import warnings

    import pytest
    from django.contrib.auth.models import Group
    from django.core.mail import send_mail
    from django.db import transaction
    from django.test import TestCase

    def hook():
        pass

    @pytest.fixture
    def asked(client):
        client.get("/health/")

    def test_fixtures_count(asked):
        print("This is printed.")

    @pytest.mark.asyncio
    async def test_async(async_api_client):
        assert (await async_api_client.get("/health/")).status_code == 200

    @pytest.mark.django_db
    def test_many_queries(client):
        for number in range(7):
            Group.objects.filter(pk=number).exists()
        for number in range(2):
            Group.objects.filter(name=number).first()
        client.post("/api/groups/", {"name": "Potters"})
        assert client.get("/api/groups/1000/").status_code == 404

    @pytest.mark.django_db(transaction=True)
    def test_hook_and_mail():
        with transaction.atomic():
            transaction.on_commit(hook)
        send_mail("Hello", "How are you?", "me@example.com", ["you@example.com"])

    class ShopTests(TestCase):
        def test_in_a_class(self):
            self.client.delete("/api/groups/")

    def test_fails(client):
        client.get("/nowhere/")
        assert 1 == 2, "They differ."

    @pytest.fixture
    def broken():
        raise ValueError("It is broken.")

    def test_setup_fails(broken):
        pass

    @pytest.mark.skip(reason="Not today.")
    def test_skipped():
        pass

    @pytest.mark.xfail(reason="Known to fail.")
    def test_xfails():
        assert False
"""

_ITEM = re.compile(
    r'<li id="t(?P<number>\d+)"><details[^>]*><summary>'
    r'<span class="outcome \w+">(?P<outcome>\w+)</span> '
    r'<code class="name">(?P<name>[^<]*)</code>(?P<rest>.*?)</details></li>',
    re.DOTALL,
)


@dataclass
class Reported:
    """What a report says.

    Attributes:
        said: What pytest has said.
        status: The exit status.
        text: The report.
    """

    said: str
    status: int
    text: str

    @property
    def data(self) -> Any:
        found = re.search(r'id="data">(.*?)</script>', self.text, re.DOTALL)
        assert found
        return json.loads(found[1])

    @property
    def outcomes(self) -> dict[str, str]:
        found = _ITEM.finditer(self.text)
        return {html.unescape(item["name"]): item["outcome"] for item in found}

    def listed(self, name: str) -> str:
        """Return what the list says of a test, beside its name and outcome."""
        found = {
            html.unescape(each["name"]): each for each in _ITEM.finditer(self.text)
        }
        return re.sub(r"<[^>]*>", "", found[name]["rest"])

    def details(self, name: str) -> dict[str, Any]:
        """Return the details of a test, texts in the place of their numbers."""
        numbers = {
            html.unescape(i["name"]): i["number"] for i in _ITEM.finditer(self.text)
        }
        data = self.data
        details: dict[str, Any] = data["tests"][int(numbers[name])]
        # Beside numbers of texts there are numbers.
        kept = {"exchanges": (3, 6), "queries": (3, 4)}
        texts = [*data["strings"], None]

        def read(kind: str, each: Any) -> Any:
            if isinstance(each, int):
                return texts[each]
            return [
                value if place in kept.get(kind, ()) else texts[value]
                for place, value in enumerate(each)
            ]

        return {kind: [read(kind, e) for e in of] for kind, of in details.items()}

    def table(self, title: str) -> list[list[str]]:
        """Return the rows of a table, without its head."""
        found = re.search(
            rf'aria-label="{title}".*?<tbody>(.*?)</tbody>', self.text, re.DOTALL
        )
        assert found, title
        rows = re.findall(r"<tr>(.*?)</tr>", found[1], re.DOTALL)
        return [
            [
                html.unescape(re.sub(r"<[^>]*>", "", cell)).replace("\u00d7", "x")
                for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)
            ]
            for row in rows
        ]


def report_of(directory: Path, tests: str, *options: str) -> Reported:
    """Run tests of the project, and read the report."""
    write(directory, the_settings=SETTINGS, the_urls=URLS, test_shop=tests)
    return report_of_run(directory, "--ds=the_settings", *options)


def report_of_run(directory: Path, *options: str) -> Reported:
    """Run what is there, and read the report."""
    status, said = run(directory, "--restflow-report=report.html", *options)
    file = directory / "report.html"
    assert file.exists(), said
    return Reported(said, status, file.read_text(encoding="utf-8"))


def run(directory: Path, *options: str) -> tuple[int, str]:
    """Run pytest in a process of its own, and return its status and what it says."""
    path = filter(None, [str(directory), os.environ.get("PYTHONPATH", "")])
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path)}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    plain = ("-p", "no:randomly", "-p", "no:cacheprovider", f"--rootdir={directory}")
    command = [sys.executable, "-m", "pytest", *plain, *options]
    done = forked.run(command, cwd=directory, env=env)
    return done.returncode, done.stdout + done.stderr


def write(directory: Path, **files: str) -> None:
    """Write modules."""
    for name, text in files.items():
        written = textwrap.dedent(text).lstrip("\n")
        (directory / f"{name}.py").write_text(written, encoding="utf-8")
