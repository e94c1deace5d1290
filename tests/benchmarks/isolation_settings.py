"""The project of the comparison, with the apps that most projects have."""

# What is imported is what Django reads.
# ruff: noqa: F403

from __future__ import annotations

from tests.comparison.project.settings import *

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "tests.comparison.project",
]
# Django's live server serves static files, whether there are any or not.
STATIC_URL = "static/"
