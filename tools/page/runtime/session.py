"""Runs of pytest within one interpreter, each as if it were the first."""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
import sysconfig
import time
import warnings
from base64 import b64encode
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import ModuleType
from typing import Any

from . import loop

ROOT = Path("/restflow")
EXAMPLES = ROOT / "docs_src"
# By the names of their entry points.
_PLUGINS = {
    "django": "pytest_django.plugin",
    "asyncio": "pytest_asyncio.plugin",
    "rerunfailures": "pytest_rerunfailures",
    "restflow": "restflow.pytest_plugin",
}
# Parts of pytest that have no use here, each of which would be set up for each run.
_WITHOUT = (
    "cacheprovider",
    "doctest",
    "faulthandler",
    "junitxml",
    "pastebin",
    "stepwise",
)
# A reader's own test is run with its mark and without.
_OF_A_READER = ("-o", "asyncio_mode=auto")
_OPTIONS = (
    *("-v", "--color=yes", "--capture=sys", "--no-header"),
    *(option for name in _WITHOUT for option in ("-p", f"no:{name}")),
)

Send = Callable[[str], None]


class Output:
    """What pytest writes to: each text goes to the page as it comes."""

    encoding = "utf-8"
    errors = "strict"

    def __init__(self, send: Send) -> None:
        self.send = send

    def write(self, text: str) -> int:
        """Send a text."""
        if text:
            self.send(json.dumps({"type": "output", "text": text}))
        return len(text)

    def flush(self) -> None:
        """Do nothing: nothing is held back."""

    def isatty(self) -> bool:
        """Tell pytest not to write over its own lines."""
        return False


class Session:
    """The interpreter's state between two runs.

    It is made with the files of the first run, so that changed models and settings take
    effect. Once Django is set up they don't: they need another interpreter.
    """

    def __init__(self, files: dict[str, str]) -> None:
        os.chdir(ROOT)
        os.environ.update(
            COLUMNS="80",
            DJANGO_SETTINGS_MODULE="project.settings",
            PYTEST_DISABLE_PLUGIN_AUTOLOAD="1",
        )
        _say_where_python_is()
        sys.path[:0] = [str(ROOT / "src"), str(EXAMPLES), str(ROOT)]
        sys.dont_write_bytecode = True
        # Nothing of what is imported is garbage, and none of it is looked at later on.
        gc.disable()
        _write(files)
        loop.install()
        # What libraries warn of when they are imported is no test's.
        with warnings.catch_warnings(action="ignore"):
            self._import({name for name in files if _is_of_the_project(name)})
        self._modules = set(sys.modules)
        gc.freeze()
        gc.enable()

    def _import(self, changed: set[str]) -> None:
        import django

        django.setup()
        import pytest

        from . import databases, inner, quick
        from .plugin import forget_imported

        forget_imported()
        quick.install()
        importlib.import_module("project.urls")
        plugins = [_named(*entry_point) for entry_point in _PLUGINS.items()]
        plugins.append(databases)
        self._plugins = plugins
        self._main = pytest.main
        self.databases = databases.Databases(changed)
        inner.install(self.databases, plugins)

    def run(self, path: str, files: dict[str, str], send: Send) -> dict[str, Any]:
        """Run an example.

        Args:
            path: The example, below `docs_src`.
            files: The texts of files that were edited.
            send: Takes messages as they come, as JSON.
        """
        import pytest

        from .plugin import Run

        started = time.perf_counter()
        _write(files)
        run = Run(EXAMPLES / path, self.databases, send)
        output: Any = Output(send)
        own = _OF_A_READER if path.startswith("playground/") else ()
        # What keeps pytest from running anything, it says in the latter.
        with redirect_stdout(output), redirect_stderr(output):
            code = self._main(
                [*_OPTIONS, *own, f"docs_src/{path}"], [*self._plugins, run]
            )
        if code in (pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR):
            # What is left of such a run would be in the way of the next one.
            raise RuntimeError("pytest could not go on. See what it said.")
        return run.result() | {"ms": round((time.perf_counter() - started) * 1000)}

    def tidy(self) -> None:
        """Forget the last run, and look no more at what is left of it, as in caches."""
        new = sys.modules.keys() - self._modules
        # A directory without an __init__.py asks its parent where it is.
        for name in [name for name in new if _is_of_an_example(sys.modules[name])]:
            del sys.modules[name]
        gc.collect()
        gc.freeze()


def _is_of_an_example(module: ModuleType) -> bool:
    places = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
    return any(str(place).startswith(str(EXAMPLES)) for place in places)


def _is_of_the_project(name: str) -> bool:
    return not Path(name).name.startswith("test_")


def _say_where_python_is() -> None:
    """Have `sysconfig` name the directories in which the libraries really are."""
    for name in ("prefix", "base_prefix", "exec_prefix", "base_exec_prefix"):
        setattr(sys, name, "/usr")
    importlib.reload(sysconfig)


def _named(name: str, module: str) -> ModuleType:
    """Return a plugin under the name of its entry point, which others ask for."""
    plugin = ModuleType(name)
    vars(plugin).update(vars(importlib.import_module(module)), __name__=name)
    return plugin


def _write(files: dict[str, str]) -> None:
    for name, text in files.items():
        file = EXAMPLES / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    importlib.invalidate_caches()


_session: Session | None = None


def databases_archive() -> str:
    """Return the archive of the databases, which goes into the bundle, in base 64."""
    copies = dict(Session({}).databases.copies())
    index = json.dumps([[f"/databases/{name}", len(copies[name])] for name in copies])
    archive = index.encode() + b"\n" + b"".join(copies.values())
    return b64encode(
        importlib.import_module("compression.zstd").compress(archive, 19)
    ).decode()


def run(path: str, files: str, send: Send) -> None:
    """Run an example; the last message is its result.

    Args:
        path: The example, below `docs_src`.
        files: The texts of files that were edited, by their paths below `docs_src`, as
            JSON.
        send: Takes messages as they come, as JSON.
    """
    global _session  # noqa: PLW0603  (there is one interpreter)
    texts: dict[str, str] = json.loads(files)
    if _session is None:
        _session = Session(texts)
    send(json.dumps({"type": "done"} | _session.run(path, texts, send)))
    _session.tidy()
