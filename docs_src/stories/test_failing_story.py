"""The transcript where a test fails.

The report of a failing test has the transcript of its story: that of the fixture, and
that of a test case class. It says which commit hooks wait for a commit, as the test is
rolled back. A story without requests has no transcript.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TESTS = """
import pytest
from django.test import override_settings
from rest_framework.test import APITestCase
from restflow.test import Actor, Endpoint, StoryTestCase

class Visitor(Actor):
    register = Endpoint("POST", "register", {"email": "grace@example.com"})
    health = Endpoint("GET", "/api/health/")

@pytest.mark.urls("school.urls")
@pytest.mark.django_db
def test_a_fixture(story):
    grace = story.actor("Grace", Visitor)
    with story:
        grace.register(username="grace", password="cobol")
        assert not "the mail has been sent"

def test_no_request(story):
    assert not "anything was sent"

class TestHealth(StoryTestCase, APITestCase):
    def test_in_a_class(self):
        "A visitor looks around."
        self.story.actor("Ada", Visitor).health()
        self.fail("The shop is closed.")
"""
RUN = ["--ds=project.settings", "-rN", "-p", "no:randomly", "--tb=short"]


def test_the_report(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_shop=TESTS)

    result = pytester.runpytest_subprocess(*RUN)

    capsys.readouterr()
    result.assert_outcomes(failed=3)
    report = str(result.stdout)
    assert report.count("Story: test_a_fixture") == 1  # [!]
    assert "commit hooks that wait for a commit: partial(welcome)" in report
    assert report.count("Story: A visitor looks around") == 1  # [!]
    assert "no request was made" not in report
    print(*[line for line in result.outlines if line.startswith("E  ")], sep="\n")
