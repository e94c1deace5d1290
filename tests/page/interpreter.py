"""The bundle of the page under node: the same files, the same messages."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.page import bundle
from tools.page.downloads import RUNNER, node
from tools.paths import ROOT

Json = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What came of a run.

    Attributes:
        output: What pytest wrote, without colours.
        shown: The panels of the tests, by their names.
        done: The last message.
    """

    output: str
    shown: Mapping[str, str]
    done: Json


class CrashError(Exception):
    """The page would have to start another interpreter."""


class Interpreter:
    """A process of node with the bundle's Python in it."""

    def __init__(self, directory: Path) -> None:
        script = RUNNER / "node_run.mjs"
        self.process = subprocess.Popen(  # noqa: S603  (our own command)
            [node(), script, bundle.OUT, directory],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # A failure of WebAssembly would print its whole source.
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self.started = self._message()

    def run(self, path: str, files: Mapping[str, str] | None = None) -> Outcome:
        """Run a file below docs_src.

        Args:
            path: The file.
            files: The texts of files that differ from those of the bundle.
        """
        self._send({"id": 1, "path": path, "files": files or {}})
        output, shown = "", dict[str, str]()
        while (message := self._message())["type"] in ("output", "happened"):
            if message["type"] == "output":
                output += message["text"]
            else:
                shown[message["test"]] = message["html"]
        if message["type"] == "crash":
            raise CrashError(output + message["message"])
        assert message["type"] == "done", message
        return Outcome(_without_colours(output), shown, message)

    def evaluate(self, python: str) -> Any:
        """Return the value of an expression."""
        self._send({"id": 1, "python": python})
        return self._message()["value"]

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.communicate()

    def _send(self, message: Json) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{json.dumps(message)}\n")
        self.process.stdin.flush()

    def _message(self) -> Json:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "The interpreter has crashed."
        message: Json = json.loads(line)
        return message


def _without_colours(text: str) -> str:
    parts = text.split("\x1b[")
    return parts[0] + "".join(part.partition("m")[2] for part in parts[1:])
