"""The project of tests/isolation, with views for a live server."""

from tests.isolation.project.settings import *  # noqa: F403

ROOT_URLCONF = "tests.live.project.urls"
