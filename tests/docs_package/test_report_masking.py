"""A secret that passes through a test, whichever way, is not in the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs_package.reported import Reported, report_of

SECRET = "s3cr3t-Value-1"

# Each sends or shows the secret; each lets the report know by a name that it is one.
CHANNELS = {
    "header": 'client.get("/health/", headers={"Authorization": f"Bearer {SECRET}"})',
    "header of a project": 'client.get("/health/", headers={"X-Api-Key": SECRET})',
    "cookie": 'client.cookies["sessionid"] = SECRET; client.get("/health/")',
    "query": 'client.get("/health/", {"token": SECRET})',
    "JSON": 'client.post("/echo/", {"password": SECRET}, "application/json")',
    "form": 'client.post("/echo/", {"password": SECRET})',
    "file": 'client.post("/echo/", {"secret": io.BytesIO(SECRET.encode())})',
    "response": 'client.get("/echo/", {"say": json.dumps({"secret": SECRET})})',
    "SQL parameter": "User.objects.filter(password=SECRET).exists(); print(SECRET)",
    "SQL text": "User.objects.extra(where=[f\"username = '{SECRET}'\"]).exists()",
    "output": 'print(f"password={SECRET}", SECRET)',
    "log": 'logging.getLogger("it").warning("token: %s; %s", SECRET, SECRET)',
    "exception": 'raise ValueError(f"postgres://me:{SECRET}@localhost/")',
    "assertion": 'client.get("/", {"token": SECRET}); assert SECRET == ""',
    "mail": 'send_mail("Hi", f"password: {SECRET}", "a@b.c", ["d@e.f"])',
    "skip": 'pytest.skip(f"password={SECRET}")',
    "setting": "print(settings.SECRET_KEY)",
}
TESTS = """
    import io, json, logging

    import pytest
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.core.mail import send_mail

    SECRET = "-".join(["s3cr3t", "Value", "1"])

    @pytest.mark.django_db
    def test_it(client):
        {}
"""


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_secret_is_in_no_part_of_the_report(tmp_path: Path, channel: str) -> None:
    report = report_of(tmp_path, TESTS.format(CHANNELS[channel]))
    assert list(report.outcomes) == ["test_it"]
    assert SECRET not in report.text
    assert "a-key-that-nobody-may-read" not in report.text
    assert (
        "&lt;masked&gt;" in report.text
        or "u003cmasked>" in report.text
        or (channel == "SQL text" and "'…'" in report.text)
    )


NAMED = """
    import pytest

    @pytest.mark.parametrize("token", ["token=s3cr3t-Value-1"])
    def test_it(token):
        pass
"""


def test_a_secret_in_the_name_of_a_test_is_masked(tmp_path: Path) -> None:
    report = report_of(tmp_path, NAMED)
    assert list(report.outcomes) == ["test_it[token=<masked>]"]
    assert SECRET not in report.text


OPTION = """
    def test_it(client):
        client.get("/echo/", {"colour": "ultramarine"})
"""


@pytest.mark.parametrize(
    ("options", "shown"),
    [((), True), (("-o", "restflow_mask=colour"), False)],
    ids=["shown", "masked"],
)
def test_the_configuration_adds_what_is_masked(
    tmp_path: Path, options: tuple[str, ...], shown: bool
) -> None:
    report: Reported = report_of(tmp_path, OPTION, *options)
    assert ("ultramarine" in report.text) == shown
