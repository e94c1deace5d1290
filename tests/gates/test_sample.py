"""Gate: the sample project runs by itself, as CONTRIBUTING.md has it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tools.paths import EXAMPLES, SOURCE

STARTING = 20.0


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, whose database is filled."""
    directory = tmp_path_factory.mktemp("sample") / "docs_src"
    ignored = shutil.ignore_patterns("__pycache__", "*.sqlite3", "media")
    shutil.copytree(EXAMPLES, directory, ignore=ignored)
    manage(directory, "migrate", "--verbosity=0")
    manage(directory, "seed")
    return directory


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONWARNINGS": "error"}


def manage(project: Path, *arguments: str) -> str:
    command = [sys.executable, str(project / "manage.py"), *arguments]
    done = subprocess.run(  # noqa: S603  (our own command)
        command, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def address(project: Path) -> Iterator[str]:
    """The address at which the project is served."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "project.asgi:application"]
    options = ["--app-dir", str(project), "--port", str(port), "--log-level=warning"]
    # Its static files are synchronous, which Django warns of.
    unwarned = {**environment(), "PYTHONWARNINGS": "default"}
    with subprocess.Popen([*command, *options], env=unwarned) as server:  # noqa: S603
        try:
            yield answering(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()


def answering(address: str) -> str:
    deadline = time.monotonic() + STARTING
    while True:
        try:
            httpx2.get(f"{address}/api/health/").raise_for_status()
        except httpx2.TransportError:
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.05)
        else:
            return address


def test_it_is_in_order(project: Path) -> None:
    manage(project, "check", "--fail-level=WARNING")
    manage(project, "makemigrations", "--check", "--dry-run")


def test_seeding_again_changes_nothing(project: Path) -> None:
    said = manage(project, "seed")
    assert "kept" in said
    assert "created" not in said


def test_its_api_answers_programs_and_people(address: str) -> None:
    products = httpx2.get(f"{address}/api/products/").json()
    assert {"Mug", "Teapot"} <= {product["name"] for product in products}
    page = httpx2.get(f"{address}/api/products/", headers={"Accept": "text/html"})
    assert "Django REST framework" in page.text
    assert "Mug" in httpx2.get(f"{address}/").text
