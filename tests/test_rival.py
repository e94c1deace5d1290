"""The other distribution that owns the import name `restflow`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.checks import registry, run_checks
from django.test import modify_settings

from restflow import pytest_plugin
from restflow._rival import rival_message
from tests.support import forked


@pytest.fixture
def rival(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install the other distribution, as far as Python's metadata can tell."""
    metadata = tmp_path / "drf_restflow-2.0.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text("Metadata-Version: 2.1\nName: drf-restflow\nVersion: 2.0\n")
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def reported() -> list[str | None]:
    return [message.id for message in run_checks() if message.id == "restflow.E001"]


def test_alone_there_is_nothing_to_say(pytestconfig: pytest.Config) -> None:
    assert rival_message() is None
    assert reported() == []
    pytest_plugin.pytest_configure(pytestconfig)


@pytest.mark.usefixtures("rival")
def test_the_message_names_the_rival_and_its_version() -> None:
    message = rival_message()
    assert message is not None
    assert message.startswith("drf-restflow 2.0 is installed beside restflow.")


@pytest.mark.usefixtures("rival")
def test_the_system_check_reports_the_rival() -> None:
    (error,) = [found for found in run_checks() if found.id == "restflow.E001"]
    assert error.is_serious()
    assert error.msg == rival_message()
    assert "pip uninstall drf-restflow restflow" in str(error.hint)


@pytest.mark.usefixtures("rival")
def test_the_pytest_plugin_refuses_to_run(pytestconfig: pytest.Config) -> None:
    with pytest.raises(pytest.UsageError, match=r"drf-restflow 2\.0[\s\S]*\.E001: "):
        pytest_plugin.pytest_configure(pytestconfig)


@pytest.mark.usefixtures("rival")
def test_the_application_registers_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry.registry, "registered_checks", set())
    assert reported() == []
    with modify_settings(INSTALLED_APPS={"append": "restflow"}):
        assert apps.get_app_config("restflow").name == "restflow"
        assert reported() == ["restflow.E001"]


def test_the_application_has_no_models() -> None:
    with modify_settings(INSTALLED_APPS={"append": "restflow"}):
        assert not list(apps.get_app_config("restflow").get_models())


@pytest.mark.parametrize(("installed", "code"), [(True, 1), (False, 0)])
def test_a_project_with_the_application_fails_its_checks_beside_the_rival(
    rival: Path, installed: bool, code: int
) -> None:
    settings = (
        "SECRET_KEY = 'x'\nUSE_TZ = True\nINSTALLED_APPS = ['restflow']\nDATABASES = {}"
    )
    (rival / "rivalled.py").write_text(settings)
    if not installed:
        (rival / "drf_restflow-2.0.dist-info" / "METADATA").unlink()
        (rival / "drf_restflow-2.0.dist-info").rmdir()
    done = forked.run(
        [sys.executable, "-m", "django", "check", "--settings=rivalled"],
        env={**os.environ, "PYTHONPATH": str(rival)},
        timeout=300,
    )
    assert done.returncode == code
    assert ("(restflow.E001)" in done.stderr) is installed
