"""A test client and a test database in a script.

Outside of the runner nothing is prepared: the host `testserver` is refused, mail is
sent, and queries go to the real database. `setup_test_environment` mends only the first
two.
"""

import sys

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

SETTINGS = """
from project.settings import *

ALLOWED_HOSTS = ["shop.example.com"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "real"}}
"""
SCRIPT = """
import django
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment

def report():
    status = Client().get("/api/health/").status_code
    print(status, connection.settings_dict["NAME"])

django.setup()
report()

setup_test_environment()
report()

real = connection.settings_dict["NAME"]
connection.creation.create_test_db(verbosity=0, autoclobber=True)
report()

connection.creation.destroy_test_db(real, verbosity=0)
teardown_test_environment()
report()
"""


def test_the_script(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{settings.BASE_DIR}:{pytester.path}", ":")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "shop_settings")
    pytester.makepyfile(shop_settings=SETTINGS, script=SCRIPT)

    result = pytester.run(sys.executable, "script.py")

    capsys.readouterr()
    bare, prepared, with_database, afterwards = result.outlines
    assert bare == "400 real"
    assert prepared == "200 real"  # [!]
    assert with_database.startswith("200 ")
    assert "real" not in with_database  # [!]
    assert afterwards == "400 real"
