"""The sample project on the database that the environment names."""

from __future__ import annotations

import os
from typing import Any

from project.settings import *  # noqa: F403  (all but the databases)
from tests.support.services import on_postgresql

KIND = os.environ["GUIDE_DATABASE"]
# Runs beside each other need databases of their own.
NAME = os.environ["GUIDE_NAME"]

# Tables are made without migrations, and no write waits for the disk: it is faster.
TEST: dict[str, Any] = {"MIGRATE": False}
if KIND != "memory":
    TEST["NAME"] = NAME
if KIND == "postgresql":
    DATABASE = {
        **on_postgresql("postgres"),
        "OPTIONS": {"options": "-c synchronous_commit=off"},
    }
else:
    DATABASE = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": "never made",
        "OPTIONS": {"init_command": "PRAGMA synchronous = OFF"},
    }
DATABASES = {"default": {**DATABASE, "TEST": TEST}}

TEST_RUNNER = "django.test.runner.DiscoverRunner"
