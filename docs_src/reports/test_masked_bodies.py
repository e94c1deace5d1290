"""Secrets in forms, files, pages, XML and text.

A field is masked by its name in any kind of body, and in JSON within a text of JSON.
What is wrong with a field is told: an error beside the name of a password stays.
"""

import json

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

SHOP = """
from django.http import HttpResponse, JsonResponse
from django.urls import path

def same(request):
    return HttpResponse(request.body, request.headers["Content-Type"])

def refuse(request):
    return JsonResponse({"password": ["It is too short."]}, status=400)

urlpatterns = [path("same/", same), path("refuse/", refuse)]
"""
TEST = r"""
import secrets
import pytest
from django.test.client import encode_multipart

KNOWN = [
    ("application/x-www-form-urlencoded", "name=Al&password=open+sesame&password=x"),
    ("application/xml", "<user><name>Al</name><password>open sesame</password></user>"),
    ("text/html", '<input name="name" value="Al"><input name="password" value="hush">'),
    ("text/plain", "Al, your password: open-sesame; skipped: pin=sesame-pin"),
    ("application/json", '{"password":["open sesame",7,null],"is_secret":true}'),
    ("application/json", '[{"name": "Al", "secret": {"of": "Al"}}, {"name": "Bo"}]'),
    ("application/json", '{\n  "token": "open sesame"\n}'),
    ("application/json", '{"token": "open sesame", "name"'),
    ("application/json", r'{"event": "{\"name\": \"Al\", \"pin\": \"open sesame\"}"}'),
]

@pytest.mark.documented
@pytest.mark.urls("shop")
def test_bodies(client):
    boundary = secrets.token_hex()
    data = encode_multipart(boundary, {"name": "Al", "password": "open sesame"})
    client.post("/same/", data, f"multipart/form-data; boundary={boundary}")
    for kind, body in KNOWN:
        client.post("/same/", body, kind)
    client.post("/refuse/", {"password": "open sesame"})
"""


def test_no_secret_is_written(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(shop=SHOP, test_shop=TEST)

    pytester.runpytest_subprocess("--ds=project.settings", "--restflow-record")

    capsys.readouterr()
    record = json.loads((pytester.path / "test_shop.json").read_text())
    exchanges = record["tests"]["test_bodies"]["exchanges"]
    bodies = [exchange["request"]["body"] for exchange in exchanges]
    print(*bodies, exchanges[-1]["response"]["body"], sep="\n\n")
    assert not any("sesame" in body for body in bodies)  # [!]
