"""Advice for tests that pytest can't run, and for projects that it does not know.

It imports nothing of Django, as a project may have none.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_INSTALL = 'pip install "restflow[pytest]"'
# What a plugin is called where it is found, and where `-p` names its module.
_ASYNCIO = ("asyncio", "pytest_asyncio", "pytest_asyncio.plugin")
_DJANGO = ("django", "pytest_django", "pytest_django.plugin")
_NAMED = re.compile(r"""DJANGO_SETTINGS_MODULE["'],\s*["']([\w.]+)["']""")
_SECTIONS = {
    "setup.cfg": "[tool:pytest]",
    "pyproject.toml": "[tool.pytest.ini_options]",
}

_TRIO = "anyio._backends._trio"
_ASYNCIO_ONLY = (
    *("django.", "asgiref."),
    *(f"restflow.test._{room}." for room in ("client", "handler", "asgi", "http")),
)


def uses_django() -> bool:
    """Tell whether Django is set up."""
    # A project without Django, or one that has not set it up, pays nothing.
    conf = sys.modules.get("django.conf")
    return conf is not None and conf.settings.configured


@contextmanager
def naming_settings(config: pytest.Config) -> Generator[None]:
    """Say how pytest is told the settings, if an error is about that."""
    try:
        yield
    except Exception as error:
        _name_the_settings(error, config)
        raise


def explain(call: pytest.CallInfo[None], config: pytest.Config) -> None:
    """Say of the error that ended a test, or a fixture, where it comes from.

    A test that passes pays nothing for it.
    """
    error = call.excinfo.value if call.excinfo is not None else None
    if isinstance(error, (pytest.fail.Exception, pytest.skip.Exception)):
        _say_how(error, config)
    elif isinstance(error, Exception):
        if _name_the_settings(error, config) or not uses_django():
            return
        if told := _needs_asyncio(error):
            # The error itself speaks of what neither the test nor Django has written.
            instead = pytest.fail.Exception(told, pytrace=False)
            told_of: Any = pytest.ExceptionInfo
            raised = type(instead), instead, error.__traceback__
            call.excinfo = told_of.from_exc_info(raised)
            return
        from restflow.test._cases.hints import explain as hint

        hint(error)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Say how pytest is told the settings, if the import of a test needs them."""
    report = yield
    # With `--lf`, pytest makes reports of its own for the files that it skips.
    call: Any = getattr(report, "call", None)
    error = call.excinfo if call is not None else None
    if error is not None and _name_the_settings(error.value, collector.config):
        report.longrepr = collector.repr_failure(error)
    return report


def _say_how(outcome: Any, config: pytest.Config) -> None:
    """Say how a coroutine is run, where pytest says that it can't run one."""
    said = str(outcome.msg)
    # Before version 8.4 pytest skips such a test.
    if said.startswith("async def function"):
        how = _how(config, "@pytest.mark.asyncio", "test")
        outcome.msg = f"{said}\n\n{how}"
    elif "requested an async fixture" in said:
        how = _how(config, "@pytest_asyncio.fixture", "fixture")
        outcome.msg = f"{said}\n\n{how}"


def _how(config: pytest.Config, mark: str, what: str) -> str:
    write = _installed(config, "pytest-asyncio", _ASYNCIO)
    setting = _setting(config, "asyncio_mode", "auto")
    return f"restflow: {write} `{mark}` above the {what}, or {setting}."


def _name_the_settings(error: BaseException, config: pytest.Config) -> bool:
    """Add to an error that pytest does not know the project's settings, if that is it.

    Returns:
        Whether it is.
    """
    error = getattr(error, "cause", error)
    if (
        type(error).__name__ != "ImproperlyConfigured"
        or "settings are not configured" not in str(error)
        or os.environ.get("DJANGO_SETTINGS_MODULE")
    ):
        return False
    settings = _named_settings(config.rootpath) or "your_project.settings"
    write = _installed(config, "pytest-django", _DJANGO)
    where = _setting(config, "DJANGO_SETTINGS_MODULE", settings)
    error.add_note(f"restflow: {write} {where}, or give pytest `--ds={settings}`.")
    return True


def _needs_asyncio(error: BaseException, outside: Sequence[str] = ()) -> str | None:
    """Return what to say of an error of Django's under trio, if it is one.

    Args:
        error: The error.
        outside: The modules that a group has passed in which the error is.
    """
    from restflow.test._cases.source import steps_of
    from restflow.test._database.lines import is_users

    steps = steps_of(error)
    names = [*outside, *(str(one.frame.f_globals.get("__name__")) for one in steps)]
    parts: Any = getattr(error, "exceptions", ())
    if isinstance(error, BaseExceptionGroup):
        told = (_needs_asyncio(part, names) for part in parts)
        return next(filter(None, told), None)
    said = str(error)
    if "unrecognized yield message" not in said and said != "no running event loop":
        return None
    if not any(name.startswith(_TRIO) for name in names) or not any(
        name.startswith(_ASYNCIO_ONLY) for name in names[len(outside) :]
    ):
        return None
    lines = [step.line for step in steps if is_users(step.frame.f_code.co_filename)]
    where = f", in {lines[-1]}" if lines else ""
    return (
        f"Django needs asyncio, and this test ran on trio{where}. "
        'Have the fixture `anyio_backend` return "asyncio".'
    )


def _installed(config: pytest.Config, package: str, names: tuple[str, ...]) -> str:
    """Return how the advice begins, which needs a package."""
    if any(map(config.pluginmanager.hasplugin, names)):
        return "write"
    return f"`{_INSTALL}` brings {package}. Then write"


def _setting(config: pytest.Config, name: str, value: str) -> str:
    """Return how an option is written into the file that configures pytest."""
    file = config.inipath or Path("pytest.ini")
    section = _SECTIONS.get(file.name, "[pytest]")
    if file.suffix == ".toml":
        value = f'"{value}"'
        if file.exists() and "[tool.pytest]" in file.read_text(encoding="utf-8"):
            section = "[tool.pytest]"
    return f"`{name} = {value}` below `{section}` in {file.name}"


def _named_settings(root: Path) -> str:
    """Return the settings that a project's manage.py names."""
    manage = root / "manage.py"
    if not manage.is_file():
        return ""
    found = _NAMED.search(manage.read_text(encoding="utf-8"))
    return found[1] if found else ""
