"""What runs in the page does not hang on one browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from tests.browser.running import pages
from tests.support.services import without
from tools.page import downloads
from tools.paths import ROOT, examples, name_of
from tools.sources.browser_list import local_only

FIREFOX = Path(__file__).parent / "firefox"
NAMES = ("firefox-esr", "firefox")


def test_every_example_does_in_firefox_what_its_record_says(origin: str) -> None:
    firefox = next(filter(None, map(shutil.which, NAMES)), None)
    if firefox is None:
        without("there is no Firefox")
    modules = downloads.node_modules(FIREFOX, ROOT / ".cache" / "firefox")
    script = FIREFOX / "run.mjs"
    done = subprocess.run(  # noqa: S603  (our own command)
        [downloads.node(), script, modules, firefox, origin, *pages("browser")],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    differing = {
        name: result["said"]
        for name, result in told["results"].items()
        if not (result["said"].startswith("Passed") and result["asRecorded"])
    }
    assert differing == {}, told["version"]
    assert told["results"].keys() == {name_of(path) for path in examples()} - {
        *local_only()
    }
