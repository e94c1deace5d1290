"""Servers that tests start themselves, and those that have to be there."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from typing import Any

import pytest


def need(what: str, reason: object) -> None:
    """Skip a test that lacks a service; fail it where all of them have to be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what}: {reason}")
    pytest.skip(f"{what}: {reason}")


def running_redis(url: str) -> str:
    """Return the address of a Redis that answers."""
    try:
        import redis

        redis.Redis.from_url(url, socket_connect_timeout=1).ping()
    except Exception as error:  # noqa: BLE001  (whatever it is, it is not there)
        need("Redis", error)
    return url


def forget(url: str, prefix: str) -> None:
    """Remove from Redis what a test has stored, and nothing else."""
    import redis

    with redis.Redis.from_url(url) as client:
        for key in client.scan_iter(f"{prefix}:*"):
            client.delete(key)


class OwnRedis:
    """A Redis of the test's own, which it may stop."""

    def __init__(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            need("Redis", "there is no redis-server")
        self._program = program or ""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port: int = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Start it, empty, and wait until it answers."""
        import redis

        command = [self._program, "--port", str(self._port), "--bind", "127.0.0.1",
                   "--save", "", "--appendonly", "no"]  # fmt: skip
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
        client: Any = redis.Redis.from_url(self.url, socket_timeout=1)
        until = time.monotonic() + 10
        while True:
            try:
                client.ping()
                client.close()
            except redis.RedisError:
                assert time.monotonic() < until, "Redis does not start."
                time.sleep(0.02)
            else:
                return

    def kill(self) -> None:
        """End it; what it had is lost."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.kill()
            self._process.wait()
            self._process = None

    def hang(self) -> None:
        """Have it take connections and answer nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Have it answer again, with what it had before."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)
