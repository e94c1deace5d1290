"""Records that several processes write.

With pytest-xdist, each process runs some of the tests, and one writes what all of them
did: the same bytes as without it. A test that was removed is taken out of it.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TEST = """
import pytest

@pytest.mark.documented
@pytest.mark.parametrize("user", ["ada", "bob"])
def test_health(client, user):
    assert client.get("/api/health/", {"user": user}).status_code == 200
    print("Hello,", user)
"""
RUN = ["--ds=project.settings", "-p", "no:randomly", "-qq"]


def test_two_processes(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_health=TEST)
    pytester.runpytest_subprocess(*RUN, "--restflow-record")
    record = pytester.path / "test_health.json"
    written = record.read_bytes()
    record.unlink()

    pytester.runpytest_subprocess(*RUN, "-n2", "--restflow-record")  # [!]
    assert record.read_bytes() == written

    pytester.makepyfile(test_health=TEST.replace(', "bob"', ""))
    pytester.runpytest_subprocess(*RUN, "-n2", "--restflow-record")
    capsys.readouterr()
    assert "ada" in record.read_text()
    assert "bob" not in record.read_text()  # [!]
