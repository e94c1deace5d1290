"""What is masked in a record, and what is scrubbed.

A secret is masked by the name of its header, cookie, parameter or field, and from then
on wherever its value appears: in a response, a mail, an error, in what is printed. What
changes from run to run is scrubbed: a name stands in its place.
"""

import json

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

SHOP = """
import json, uuid
from django.core.mail import send_mail
from django.http import JsonResponse
from django.urls import path

def sign_up(request):
    data = json.loads(request.body)
    send_mail("Welcome", f"Use {data['password']}.", "shop@a.org", ["alice@a.org"])
    return JsonResponse({"id": uuid.uuid4(), "number": "C-7", "iban": "DE00 1234"})

urlpatterns = [path("sign-up/", sign_up)]
"""
TEST = """
import pytest
from django.conf import settings

@pytest.mark.documented
@pytest.mark.urls("shop")
def test_sign_up(client):
    client.defaults["HTTP_AUTHORIZATION"] = "Bearer abc-123-def"
    data = {"username": "alice", "password": "open-sesame"}
    client.post("/sign-up/", data, content_type="application/json")
    print("Sent open-sesame; the key is", settings.SECRET_KEY)
"""
INI = r"""
[pytest]
restflow_mask = iban
restflow_scrub = C-\d+ => <number>
"""


def test_no_secret_is_written(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(shop=SHOP, test_shop=TEST)
    pytester.makefile(".ini", pytest=INI)

    pytester.runpytest_subprocess("--ds=project.settings", "--restflow-record")

    capsys.readouterr()
    text = (pytester.path / "test_shop.json").read_text()
    assert "open-sesame" not in text  # [!]
    assert "abc-123-def" not in text
    record = json.loads(text)["tests"]["test_sign_up"]
    print(record["exchanges"][0]["request"]["headers"]["Authorization"])
    print(record["exchanges"][0]["request"]["body"])
    print(record["exchanges"][0]["response"]["body"])
    print(record["mails"][0]["body"], record["output"])
