"""A run that is ended before its time leaves no process, no port and no database."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest

from tests.server.inner import environment, left_behind, pytest_command
from tests.support.services import need, without_postgresql

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="Which processes there are is read from /proc."
)

# In seconds. A worker of pytest-xdist may clean up for 15 after its run has gone.
PATIENCE = 60
_django = [sys.executable, "-m", "django", "test", "--noinput"]
_package = "tests.server.project"


def _heed_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Run:
    """Tests that wait for a live server, in a process that can be ended.

    Attributes:
        ports: Where their servers are.
    """

    def __init__(
        self, directory: Path, database: str, runner: str, file: str = "inner_stuck"
    ) -> None:
        self._directory = directory
        self._file = file
        self._name = f"restflow_{uuid4().hex[:12]}"
        more = {"PYTHONFAULTHANDLER": "1"}
        self._environment = environment(database, self._name, **more)
        self._runner = runner
        self._output = directory / "output"
        self._process = self._start()
        servers = 2 if runner in {"xdist", "parallel"} else 1
        self._await(lambda: len(self._files()) == servers, "It does not start.")
        self.ports = [int(file.read_text()) for file in self._files()]

    def _start(self) -> subprocess.Popen[bytes]:
        ordered = ("-p", "no:randomly")
        label = f"{_package}.{self._file}"
        commands = {
            "pytest": pytest_command(self._directory, self._file, *ordered),
            "xdist": pytest_command(self._directory, self._file, *ordered, "-n2"),
            "django": [*_django, label],
            "parallel": [*_django, "--parallel=2", label],
        }
        with self._output.open("wb") as output:
            return subprocess.Popen(  # noqa: S603  (our own command)
                commands[self._runner],
                cwd=self._directory,
                env=self._environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # What a shell starts in the background ignores Ctrl-C: so would this.
                preexec_fn=_heed_ctrl_c,  # noqa: PLW1509  (no threads here)
            )

    def _files(self) -> list[Path]:
        return list(self._directory.glob("*.port"))

    def send(self, number: signal.Signals, *, to_all: bool = True) -> None:
        """Send a signal to all its processes, as a terminal does, or to the first."""
        (os.killpg if to_all else os.kill)(self._process.pid, number)
        if self._runner == "django" and number == signal.SIGINT:
            self._insist()

    def _insist(self) -> None:
        """Press Ctrl-C again: Django's runner wants to end the test first."""
        time.sleep(2)
        self._process.send_signal(signal.SIGINT)
        # It has a second of patience with each request. What comes while it drops the
        # databases would keep it from that.
        self._await(
            lambda: "Destroying test database" in self._output.read_text(),
            "It does not heed.",
        )

    def wait(self) -> None:
        """Wait until it has ended, and none of its processes is left."""
        self._await(lambda: self._process.poll() is not None, "It goes on.")
        self._await(lambda: not self.processes(), "A process goes on.")
        # What a process has open is closed after it has lost its name.
        self._await(lambda: not self.listening(), "Somebody listens.")

    def processes(self) -> list[int]:
        """Return its processes; all have its name in their environment."""
        found: list[int] = []
        for directory in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if self._name.encode() in (directory / "environ").read_bytes():
                    found.append(int(directory.name))
        return found

    def listening(self) -> list[int]:
        """Return those of its ports on which somebody listens."""
        found: list[int] = []
        for port in self.ports:
            with suppress(ConnectionRefusedError):
                socket.create_connection(("localhost", port)).close()
                found.append(port)
        return found

    def databases(self) -> list[str]:
        """Return those of its databases that are still there."""
        left = left_behind(self._directory, self._name)
        # Django's runner ends its workers at once, and forgets their journals.
        return [name for name in left if not name.endswith("-journal")]

    def _await(self, happens: Callable[[], bool], complaint: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not happens():
            if time.monotonic() > deadline:
                self._ask_where_it_is()
                self.close()
                pytest.fail(f"{complaint}\n{self._output.read_text()}")
            time.sleep(0.05)

    def _ask_where_it_is(self) -> None:
        """Have it write where its threads are, which is its last deed."""
        with suppress(subprocess.TimeoutExpired):
            self._process.send_signal(signal.SIGABRT)
            self._process.wait(5)

    def close(self) -> None:
        """End what is left of it, so that no other test has to live with it."""
        for process in self.processes():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._process.wait()


def check(run: Run, *, databases: bool = True) -> None:
    """Check that a run which was ended leaves nothing behind.

    Workers of pytest-xdist are ended by their run, if it is quicker than they are, in
    the middle of what they clean up: their databases are theirs to lose.
    """
    try:
        run.wait()
        if databases:
            assert run.databases() == []
    finally:
        run.close()


@pytest.mark.parametrize("runner", ["pytest", "xdist", "django", "parallel"])
def test_nothing_is_left_after_ctrl_c(tmp_path: Path, runner: str) -> None:
    run = Run(tmp_path, "file", runner)
    run.send(signal.SIGINT)
    check(run, databases=runner != "xdist")


@pytest.mark.parametrize("runner", ["pytest", "django", "parallel"])
def test_nothing_is_left_in_postgresql_after_ctrl_c(
    tmp_path: Path, runner: str
) -> None:
    need(without_postgresql())
    run = Run(tmp_path, "postgresql", runner)
    run.send(signal.SIGINT)
    check(run)


@pytest.mark.parametrize("runner", ["pytest", "django"])
def test_nothing_is_left_where_a_view_sleeps_in_a_thread(
    tmp_path: Path, runner: str
) -> None:
    run = Run(tmp_path, "file", runner, "inner_stuck_thread")
    start = time.monotonic()
    run.send(signal.SIGINT)
    check(run)
    # The view would sleep for a minute.
    assert time.monotonic() - start < PATIENCE / 2


@pytest.mark.parametrize("runner", ["pytest", "xdist", "django"])
def test_nothing_is_left_after_sigterm(tmp_path: Path, runner: str) -> None:
    run = Run(tmp_path, "file", runner)
    run.send(signal.SIGTERM)
    check(run, databases=runner != "xdist")


def test_nothing_is_left_after_sigterm_in_postgresql(tmp_path: Path) -> None:
    need(without_postgresql())
    run = Run(tmp_path, "postgresql", "pytest")
    run.send(signal.SIGTERM, to_all=False)
    check(run)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("runner", ["xdist", "parallel"])
def test_workers_end_when_their_run_is_gone(
    tmp_path: Path, runner: str, number: signal.Signals
) -> None:
    run = Run(tmp_path, "file", runner)
    run.send(number, to_all=False)
    # Django's runner alone knows of the databases of its workers.
    check(run, databases=False)
