"""Turns at a connection."""

from __future__ import annotations

import pickle
import re
import threading
import time
from collections.abc import Callable

import pytest

from restflow.test._database.turns import ConnectionTakenError, Party, Turn


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESTFLOW_CONNECTION_TIMEOUT", "0.05")


def in_a_thread(function: Callable[[], object]) -> list[object]:
    """Call a function in a thread, and return what it returned or raised."""
    result: list[object] = []

    def call() -> None:
        try:
            result.append(function())
        except ConnectionTakenError as error:
            result.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    thread.join()
    return result


def test_a_turn_may_be_taken_again_by_its_holder() -> None:
    turn = Turn("default", Party())
    with turn, turn:
        pass
    assert in_a_thread(turn.take) == [None]


def test_a_turn_is_free_when_it_was_given_back_as_often_as_taken() -> None:
    turn = Turn("default", Party())
    turn.take()
    turn.take()
    turn.give_back()
    (error,) = in_a_thread(turn.take)
    assert isinstance(error, ConnectionTakenError)
    turn.give_back()
    assert in_a_thread(turn.take) == [None]


def test_what_another_has_taken_is_not_given_back() -> None:
    turn = Turn("default", Party())
    turn.take()
    in_a_thread(turn.give_back)
    (error,) = in_a_thread(turn.take)
    assert isinstance(error, ConnectionTakenError)


def test_to_give_back_what_nobody_took_does_no_harm() -> None:
    turn = Turn("default", Party())
    turn.give_back()
    assert in_a_thread(turn.take) == [None]


def test_who_waits_goes_on_when_the_turn_is_free(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RESTFLOW_CONNECTION_TIMEOUT", "10")
    turn = Turn("default", Party())
    order: list[str] = []

    def wait() -> None:
        waits.set()
        with turn:
            order.append("second")

    waits = threading.Event()
    with turn:
        thread = threading.Thread(target=wait)
        thread.start()
        waits.wait()
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_a_party_takes_turns_as_one() -> None:
    party = Party()
    turn = Turn("default", party)
    party.add(threading.get_ident())

    def join() -> None:
        party.add(threading.get_ident())
        with turn:
            pass

    with turn:
        assert in_a_thread(join) == [None]


def test_the_error_names_the_thread_and_its_line() -> None:
    turn = Turn("other", Party())
    taken, over = threading.Event(), threading.Event()

    def hold() -> None:
        with turn:
            taken.set()
            over.wait()

    thread = threading.Thread(target=hold, name="holder")
    thread.start()
    taken.wait()
    with pytest.raises(ConnectionTakenError) as caught:
        turn.take()
    over.set()
    thread.join()
    said = str(caught.value)
    assert "'other' was not free within 0.05 seconds: thread holder is in" in said
    assert re.search(r"test_turns\.py:\d+\)\.$", said.splitlines()[0])
    assert "restflow.E112" in said
    assert isinstance(caught.value, TimeoutError)
    assert str(pickle.loads(pickle.dumps(caught.value))) == said  # noqa: S301


def test_the_error_says_that_the_thread_has_ended() -> None:
    turn = Turn("default", Party())
    in_a_thread(turn.take)
    with pytest.raises(ConnectionTakenError, match="thread which has ended is in"):
        turn.take()


def test_who_came_first_is_served_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESTFLOW_CONNECTION_TIMEOUT", "10")
    turn = Turn("default", Party())
    order: list[int] = []

    def wait(number: int) -> None:
        with turn:
            order.append(number)

    threads = [threading.Thread(target=wait, args=[number]) for number in range(5)]
    with turn:
        for number, thread in enumerate(threads):
            thread.start()
            while len(turn._queue) <= number:
                time.sleep(0.001)
    # It has to queue as well, although the turn may be free at this moment.
    with turn:
        order.append(99)
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4, 99]


def test_who_gives_up_lets_the_next_one_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turn = Turn("default", Party())
    with turn:
        (error,) = in_a_thread(turn.take)
    assert isinstance(error, ConnectionTakenError)
    assert turn._queue == []
    monkeypatch.setenv("RESTFLOW_CONNECTION_TIMEOUT", "10")
    assert in_a_thread(turn.take) == [None]
