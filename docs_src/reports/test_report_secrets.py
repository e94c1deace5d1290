"""Secrets and long texts in a report.

The password is known as a secret from the field of the second request. It is masked in
the first request and in the mail as well. A long body is cut.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

SHOP = """
import json
from django.core.mail import send_mail
from django.http import JsonResponse
from django.urls import path

def sign_up(request):
    data = json.loads(request.body)
    if len(data["name"]) > 100:
        return JsonResponse({"name": f"{data['name']} is too long"}, status=400)
    send_mail("Welcome", f"Use {data['password']}.", "shop@a.org", ["amal@a.org"])
    return JsonResponse({}, status=201)

urlpatterns = [path("sign-up/", sign_up)]
"""
TEST = """
import pytest

@pytest.mark.urls("shop")
@pytest.mark.parametrize("name", ["Amal", "A" * 3000], ids=["short", "long"])
def test_sign_up(name, client):
    client.get("/sign-in/?hint=open-sesame")
    data = {"name": name, "password": "open-sesame"}
    client.post("/sign-up/", data, content_type="application/json")
"""


def test_what_the_report_shows(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(shop=SHOP, test_shop=TEST)

    pytester.runpytest_subprocess(
        "--ds=project.settings", "--restflow-report=report.html"
    )

    capsys.readouterr()
    report = (pytester.path / "report.html").read_text()
    assert "open-sesame" not in report  # [!]
    assert "/sign-in/?hint=\\u003cmasked>" in report
    assert "Use \\u003cmasked>." in report
    assert "more characters)" in report  # [!]
