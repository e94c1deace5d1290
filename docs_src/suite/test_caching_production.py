"""The shop passes Django's checks.

The first test checks the project and its databases. The second checks the cache that
all processes of the deployed shop share.
"""

from django.core.checks import Tags, run_checks
from django.test import TestCase, override_settings

SHARED = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://cache.internal:6379/0",
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
}


class CheckTests(TestCase):
    databases = {"default", "archive"}

    def test_the_project_and_its_databases(self) -> None:
        tags = [Tags.caches, Tags.urls, Tags.database]
        self.assertEqual(run_checks(tags=tags, databases=["default", "archive"]), [])

    @override_settings(CACHES=SHARED)
    def test_the_shared_cache(self) -> None:
        found = run_checks(tags=[Tags.caches], include_deployment_checks=True)
        self.assertEqual(found, [])
