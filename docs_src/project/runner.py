"""The test runner of the sample project."""

from collections.abc import Sequence
from unittest import TestSuite

from django.conf import settings
from django.test.runner import DiscoverRunner


class ProjectRunner(DiscoverRunner):
    """Look for tests in the project, wherever `manage.py test` was started."""

    def build_suite(
        self, test_labels: Sequence[str] | None = None, **kwargs: object
    ) -> TestSuite:
        """Build the suite of the given labels, or of the whole project."""
        return super().build_suite(test_labels or [str(settings.BASE_DIR)], **kwargs)
