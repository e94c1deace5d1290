"""What stops the command that makes cards.

It needs a record beside each test file, and writes over no file that is not its own.
It says which file it means, and what you can do.
"""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

pytest_plugins = ["pytester"]

CARDS = [sys.executable, "-m", "restflow.docs", "cards"]
MESSAGE: dict[str, Any] = {"headers": {}, "body": None}
ASKED = {"method": "GET", "path": "/", "request": MESSAGE, "exception": None}
HAPPENED = {"exchanges": [{**ASKED, "response": MESSAGE}], "queries": [], "hooks": []}
DAMAGED: list[Any] = [None, {"mug": {}}, {"mug": {**HAPPENED, "output": ""}}]


def test_its_errors(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []

    def cards(*arguments: str) -> None:
        done = pytester.run(*CARDS, *arguments)
        assert done.ret == 2  # [!]
        told.append(done.stderr.str().replace(f"{pytester.path}/", ""))

    cards("tests", "out")
    Path("tests").mkdir()
    cards("tests", "out")
    Path("tests/test_mug.py").touch()
    cards("tests/test_mug.py", "out")
    Path("tests/test_mug.json").touch()
    cards("tests", "out")
    for tests in DAMAGED:
        Path("tests/test_mug.json").write_text(json.dumps({"tests": tests}))
        cards("tests/test_mug.json", "out")
    Path("tests/test_mug.json").write_text('{"tests": {}}')
    cards("tests", "tests/test_mug.py")
    Path("index.md").write_text("My own page.")
    cards("tests", ".")
    Path("tests/index.json").write_text('{"tests": {}}')
    cards("tests/index.json", "out")
    Path("tests/index.py").touch()
    cards("tests", "out")

    assert not Path("out").exists()
    assert Path("index.md").read_text() == "My own page."
    capsys.readouterr()
    print(*told, sep="\n\n")
