"""Runs of `python -m …`, each in a process of its own that need not import all anew.

It is forked from one which has imported pytest and Django, and done nothing else: see
`tests.support.fork_server`. Where a fork would not be like a process that was started,
one is started.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import pytest

from tests.support import fork_server

# What of the environment is read before a program's first line.
AT_START = ("PYTHON", "COVERAGE_", "LANG", "LC_", "TZ")


class _Server:
    """The process that is forked. It has one child at a time."""

    def __init__(self) -> None:
        unset = {"PYTHONPATH", "DJANGO_SETTINGS_MODULE"}
        environment = {name: os.environ[name] for name in os.environ.keys() - unset}
        self.started_with = read_at_start(environment)
        self.channel, there = socket.socketpair()
        with there:
            self._process = subprocess.Popen(  # noqa: S603  (our own command)
                [sys.executable, fork_server.__file__, str(there.fileno())],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[there.fileno()],
            )
        atexit.register(self._end)

    def read(self, timeout: float | None = None) -> int:
        self.channel.settimeout(timeout)
        answer = self.channel.recv(fork_server.NUMBER.size)
        return int(fork_server.NUMBER.unpack(answer)[0])

    def _end(self) -> None:
        self.channel.close()
        self._process.wait()


_server = functools.cache(_Server)


class Process:
    """A process that was forked, with as much of `Popen` as `pytester` needs.

    Args:
        command: Python, and the arguments of a module.
        *streams: What it reads from, and writes to twice.
        cwd: Where it runs.
        env: Its environment.
    """

    stdin = None

    def __init__(
        self, command: Sequence[str], *streams: IO[Any], cwd: str, env: dict[str, str]
    ) -> None:
        self._command = command
        self._server = _server()
        with tempfile.TemporaryFile("w+", encoding="utf-8") as asked:
            json.dump({"arguments": command[1:], "cwd": cwd, "env": env}, asked)
            asked.seek(0)
            files = [file.fileno() for file in (asked, *streams)]
            socket.send_fds(self._server.channel, [b"."], files)
        self._number = self._server.read()
        self._status: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        """Return how it ended. Whatever keeps one from waiting, it has ended then."""
        if self._status is None:
            try:
                self._status = self._server.read(timeout)
            except BaseException as error:
                self.kill()
                self._status = self._server.read()
                if isinstance(error, TimeoutError):
                    error = subprocess.TimeoutExpired(self._command, timeout or 0)
                raise error from None
        return self._status

    def kill(self) -> None:
        if self._status is None:
            os.kill(self._number, signal.SIGKILL)


def read_at_start(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that a process can't be given later."""
    return {
        name: value
        for name, value in environment.items()
        if name.startswith(AT_START) and name != "PYTHONPATH"
    }


def is_forkable(command: Sequence[str], env: Mapping[str, str]) -> bool:
    program, *arguments = command
    if sys.platform != "linux" or program != sys.executable:
        return False
    _, module = fork_server.split(arguments)
    return bool(module) and read_at_start(env) == _server().started_with


def run(
    command: Sequence[str],
    *,
    cwd: str | os.PathLike[str] = ".",
    env: Mapping[str, str] | None = None,
    timeout: float | None = None,
    answers: str = "",
) -> subprocess.CompletedProcess[str]:
    """Run a command, wait for its end, and return what it said.

    Args:
        command: Of this interpreter.
        cwd: Where it runs.
        env: Its environment, if it is not ours.
        timeout: After how many seconds it is killed, if ever.
        answers: What it reads.
    """
    env = {**(os.environ if env is None else env)}
    if not is_forkable(command, env):
        return subprocess.run(  # noqa: S603  (our own command)
            command, cwd=cwd, env=env, timeout=timeout, input=answers,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    with _file() as stdin, _file() as stdout, _file() as stderr:
        stdin.write(answers)
        stdin.seek(0)
        where = os.path.realpath(cwd)
        process = Process(command, stdin, stdout, stderr, cwd=where, env=env)
        status = process.wait(timeout)
        return subprocess.CompletedProcess(command, status, _all(stdout), _all(stderr))


def _file() -> IO[str]:
    return tempfile.TemporaryFile("w+")


def _all(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def fork_for(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the runs of a `pytester` forked, too."""
    start = pytester.popen

    def popen(command: Sequence[str], **streams: Any) -> Any:
        """Do what `pytester.popen` does, which adds the directory to the path."""
        here = str(Path.cwd())
        path = filter(None, [here, os.environ.get("PYTHONPATH", "")])
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(path)}
        reads = streams["stdin"] is not pytester.CLOSE_STDIN
        if reads or not is_forkable(command, env):
            return start(command, **streams)
        with Path(os.devnull).open() as nothing:
            said = streams["stdout"], streams["stderr"]
            return Process(command, nothing, *said, cwd=here, env=env)

    monkeypatch.setattr(pytester, "popen", popen)
