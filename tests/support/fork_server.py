"""A process that has imported what each run of tests imports, and forks for each run.

It is a script of its own, which `tests.support.forked` starts. It has no settings and
no threads, and has imported nothing of restflow: that, each run imports itself.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import socket
import struct
import sys
import tempfile
import threading
import warnings
from contextlib import suppress

import pytest

# What Django, REST framework and the plugins below import later.
NEEDED_LATER = (
    "django.contrib.auth.password_validation",
    "django.contrib.postgres.fields",
    "django.contrib.staticfiles.handlers",
    "django.core.asgi",
    "django.core.management.commands.migrate",
    "django.core.management.commands.test",
    "django.db.backends.postgresql.base",
    "django.db.backends.sqlite3.base",
    "django.forms",
    "django.test",
    "django.urls",
    "execnet",
    "factory.django",
    "faker.generator",
    "httpx",
    "hypothesis.internal.observability",
    "inflection",
    "markdown",
    "model_bakery.random_gen",
    "requests",
    "uritemplate",
    "uvicorn",
    "yaml",
)
# Plugins that each run imports itself: that which is looked at, and what notes the path
# or a number when it is imported, or starts a thread.
OUT = ("restflow", "xdist", "xdist.looponfail", "randomly", "rerunfailures")
# The number of the process that was forked, and later how it ended.
NUMBER = struct.Struct("q")


def split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Return Python's options for warnings, and the module with its own arguments.

    Where there are other options, or no module, there is nothing.
    """
    warned: list[str] = []
    while arguments and arguments[0] == "-W":
        _, of_warnings, *arguments = arguments
        warned.append(of_warnings)
    if arguments and arguments[0] == "-mpytest":
        return warned, ["pytest", *arguments[1:]]
    return warned, arguments[1:] if arguments and arguments[0] == "-m" else []


class _Imports:
    def pytest_configure(self) -> None:
        for name in NEEDED_LATER:
            # Not each version of what is installed has it; runs are slower then.
            with suppress(ImportError):
                importlib.import_module(name)


def prepare() -> None:
    """Import what is slow to import, as pytest does, which rewrites assertions."""
    options = [f"-pno:{name}" for name in OUT]
    options += ["-o", "asyncio_default_fixture_loop_scope=function"]
    with tempfile.TemporaryDirectory() as nothing:
        where = ["--rootdir", nothing, nothing]
        pytest.main(["--collect-only", *options, *where], [_Imports()])
    # The environment says where that is.
    tempfile.tempdir = None
    assert threading.active_count() == 1
    gc.freeze()


def serve(channel: socket.socket) -> list[int]:
    """Fork for each request; in the child, return the files that came with it."""
    while files := socket.recv_fds(channel, 1, 4)[1]:
        child = os.fork()
        if not child:
            channel.close()
            return list(files)
        for file in files:
            os.close(file)
        channel.sendall(NUMBER.pack(child))
        status = os.waitpid(child, 0)[1]
        channel.sendall(NUMBER.pack(os.waitstatus_to_exitcode(status)))
    # Who has asked is gone.
    raise SystemExit


def become(files: list[int], path: list[str]) -> str:
    """Be as a new process is, and return the name of the module that it runs."""
    with open(files[0], encoding="utf-8") as file:  # noqa: PTH123  (it has no path)
        asked = json.load(file)
    # Python's streams stay. Nothing is in their buffers.
    for stream, replacement in enumerate(files[1:]):
        os.dup2(replacement, stream)
        os.close(replacement)
    os.environ.clear()
    os.environ.update(asked["env"])
    os.chdir(asked["cwd"])
    added = filter(None, asked["env"].get("PYTHONPATH", "").split(os.pathsep))
    sys.path[:] = [asked["cwd"], *map(os.path.abspath, added), *path]
    importlib.invalidate_caches()
    # A file that a test changes within a second, to as many bytes, would be taken for
    # the one that was compiled before.
    sys.dont_write_bytecode = True
    sys.orig_argv = [sys.executable, *asked["arguments"]]
    warned, sys.argv = split(asked["arguments"])
    sys.warnoptions += warned
    warnings._processoptions(warned)  # type: ignore[attr-defined]
    return sys.argv[0]


def main() -> None:
    """Import, and then be forked."""
    # Before them is the directory of this script.
    path = sys.path[1:]
    prepare()
    name = become(serve(socket.socket(fileno=int(sys.argv[1]))), path)
    runpy.run_module(name, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
