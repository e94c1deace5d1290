"""Secrets in headers, cookies and URLs, and where else their values appear.

A cookie keeps its name and its attributes, and credentials keep their scheme. What is
secret in one place is masked in what the test prints, too. `restflow_show` shows it.
"""

import json

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

SHOP = """
from django.http import HttpResponse
from django.urls import path

def visit(request):
    response = HttpResponse()
    response["Location"] = "https://al:hush-hush@example.com/?token=sesame-token&page=2"
    response.set_cookie("basket", "sesame-basket", max_age=60, path="/shop")
    response.set_cookie("tour", "sesame-tour")
    response.delete_cookie("old")
    return response

urlpatterns = [path("visit/", visit)]
"""
TEST = """
import pytest
from django.contrib.auth.models import User

@pytest.mark.documented
@pytest.mark.urls("shop")
@pytest.mark.django_db
def test_visit(client):
    user = User.objects.create_user("alexandra", password="sesame-password")
    client.cookies["csrftoken"] = "sesame-csrf-token"
    client.get("/visit/?otp=471100", headers={
        "Authorization": "Basic YWw6c2VzYW1lLXBhc3N3b3Jk",
        "X-CSRFToken": "sesame-csrf-token",
        "X-Api-Key": "sesame key", "X-Page": "2",
    })
    print("YWw6c2VzYW1lLXBhc3N3b3Jk sesame-password sesame-basket", user.password, user)
    print("curl -H 'Authorization: Bearer sesame-bearer' https://al:hush@example.com")
"""
RUN = ["--ds=project.settings", "--restflow-record", "-o", "restflow_scrub=tour"]
SHOW = ["-o", "restflow_show=basket\nauthorization"]


def test_what_is_written(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(shop=SHOP, test_shop=TEST)
    record = pytester.path / "test_shop.json"
    pytester.runpytest_subprocess(*RUN)
    text = record.read_text()
    assert "sesame" not in text  # [!]
    pytester.runpytest_subprocess(*RUN, *SHOW)
    for shown in ("basket=sesame-basket", "Basic YWw6c2Vz", "Bearer sesame-bearer"):
        assert shown in record.read_text()  # [!]

    capsys.readouterr()
    test = json.loads(text)["tests"]["test_visit"]
    (exchange,) = test["exchanges"]
    for side in ("request", "response"):
        print(*exchange[side]["headers"].values(), sep="\n")
    print(exchange["path"], test["output"], sep="\n\n")
