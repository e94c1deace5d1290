"""Threads that a test leaves behind, and those that a library keeps for itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from logging.handlers import QueueListener
from multiprocessing.pool import ThreadPool
from queue import SimpleQueue
from types import SimpleNamespace
from typing import Any

import pytest

from restflow.test._database.namespace import outlived
from restflow.test._leaks import threads as _threads
from restflow.test._leaks.threads import watched_threads

LIBRARY = """
import threading

class Worker:
    def __init__(self, over, daemon=True):
        self.over, self.daemon = over, daemon

    def send(self):
        self.start()

    def start(self):
        self.thread = threading.Thread(target=self.run, daemon=self.daemon)
        self.thread.start()

    def run(self):
        self.over.wait()

class Calling(threading.Thread):
    def __init__(self, function):
        super().__init__(target=function, daemon=True)

    def send(self):
        self.start()
"""
library = SimpleNamespace()
exec(compile(LIBRARY, "/lib/site-packages/worker.py", "exec"), vars(library))  # noqa: S102


@pytest.fixture
def over(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Let threads run until this is set, and forget them afterwards."""
    monkeypatch.setattr(_threads, "_GRACE", 0.05)
    event = threading.Event()
    yield event
    event.set()
    outlived.clear()


def left_by(test: Callable[[], object]) -> list[str]:
    """Return what a function leaves when it is a test."""
    with watched_threads() as still_running:
        kept = test()
    left = still_running()
    del kept
    return left


def test_a_thread_that_goes_on_is_named_and_kept_from_databases(
    over: threading.Event,
) -> None:
    thread = threading.Thread(target=over.wait, name="mine")
    with watched_threads() as still_running:
        thread.start()
        threading.Thread(target=str).start()
        pool = threading.Thread(target=over.wait, name="ThreadPoolExecutor-9_9")
        pool.start()
    (said,) = still_running()
    assert said.startswith("the thread mine, started in tests/leaks/test_threads.py:")
    assert [*outlived] == [thread]
    over.set()
    thread.join()
    pool.join()
    assert still_running() == []


def test_a_thread_without_a_line_of_the_users_is_not_named(
    monkeypatch: pytest.MonkeyPatch, over: threading.Event
) -> None:
    monkeypatch.setattr(_threads, "users_line", str)
    assert left_by(threading.Thread(target=over.wait).start) == []


def test_a_daemon_that_a_library_starts_for_itself_is_not_named(
    over: threading.Event,
) -> None:
    assert left_by(lambda: library.Worker(over).send()) == []
    assert not outlived


def test_what_a_library_starts_is_named_where_the_process_would_wait_for_it(
    over: threading.Event,
) -> None:
    assert len(left_by(lambda: library.Worker(over, daemon=False).send())) == 1


def test_what_a_library_starts_is_named_where_the_users_line_says_start(
    over: threading.Event,
) -> None:
    assert len(left_by(lambda: library.Worker(over).start())) == 1
    listener = QueueListener(SimpleQueue[Any]())
    assert len(left_by(listener.start)) == 1
    listener.stop()


@pytest.mark.parametrize("wrap", [lambda function: function, partial])
def test_what_a_library_starts_is_named_where_it_runs_the_users_code(
    over: threading.Event, wrap: Callable[[Any], Any]
) -> None:
    def wait() -> None:
        over.wait()

    assert len(left_by(lambda: library.Calling(wrap(wait)).send())) == 1
    assert left_by(lambda: library.Calling(wrap(over.wait)).send()) == []


def test_a_thread_class_of_the_users_is_named_whoever_starts_it(
    over: threading.Event,
) -> None:
    class Waiting(library.Calling):  # type: ignore[misc, name-defined, unused-ignore]
        def run(self) -> None:
            over.wait()

    assert len(left_by(lambda: Waiting(None).send())) == 1


def test_threads_of_pools_are_not_named() -> None:
    with ThreadPoolExecutor(thread_name_prefix="mine") as pool:
        assert left_by(lambda: pool.submit(str).result()) == []
    kept: list[Any] = []
    assert left_by(lambda: kept.append(ThreadPool(1))) == []
    kept[0].terminate()


def test_threads_start_as_before_when_nobody_watches() -> None:
    start = threading.Thread.start
    with watched_threads():
        assert threading.Thread.start is not start
    assert threading.Thread.start is start
