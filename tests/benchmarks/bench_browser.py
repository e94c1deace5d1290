"""What the first Run in a browser costs, and what the next ones do.

Run it as `python -m tests.benchmarks.bench_browser` after `make html`. The site is
served on this machine, so the times are those of a computer, not of a line. Beside it,
in the same browser, is Pyodide as its documentation has it.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.benchmarks import plain_pyodide
from tests.browser.running import VERBS
from tools.chromium import ARGUMENTS, executable
from tools.publish.serve import SITE, in_background, server

say = partial(print, file=sys.stdout, flush=True)

PAGE = "guide/client/"
EMPTY = f"plain/{plain_pyodide.PAGE}"

# Presses Run as often as it is told, each time after the last run has passed.
PRESS = """async ([path, times]) => {
    const card = document.querySelector(`[data-example="${path}"]`);
    const status = card.querySelector(".rf-run__status");
    const taken = [];
    for (let n = 0; n < times; n += 1) {
        const ended = new Promise((resolve, reject) => {
            const observer = new MutationObserver(() => {
                const { kind } = status.dataset;
                if (kind !== "passed" && kind !== "failed") return;
                observer.disconnect();
                kind === "passed" ? resolve() : reject(new Error(status.textContent));
            });
            observer.observe(status, { attributeFilter: ["data-kind"] });
        });
        const began = performance.now();
        card.querySelector(".rf-button--run").click();
        await ended;
        taken.push(performance.now() - began);
    }
    return taken;
}"""

# Hands a test to a worker as often as it is told, with nothing of a page around it.
ASK = """async ([address, path, code, times]) => {
    const taken = [];
    let began = performance.now();
    const worker = new Worker(address, { type: "module" });
    for (let n = 0; n < times; n += 1) {
        const ended = new Promise((resolve, reject) => {
            worker.onerror = ({ message }) => reject(new Error(message));
            worker.onmessage = ({ data }) => {
                if (data.type === "crash") reject(new Error(data.message));
                if (data.type !== "done") return;
                data.outcome === "passed" ? resolve() : reject(new Error("failed"));
            };
        });
        worker.postMessage({ type: "run", id: "1", path, files: { [path]: code } });
        await ended;
        taken.push(performance.now() - began);
        began = performance.now();
    }
    return taken;
}"""


@contextmanager
def browser(profile: str) -> Iterator[BrowserContext]:
    """Start Chromium with a profile of its own, which keeps the cache."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=executable(), args=ARGUMENTS
        )
        yield context
        context.close()


def memory(profile: str) -> int:
    """Return the bytes that the largest page of a browser has to itself."""
    held = [0]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            if profile.encode() not in command or b"--type=renderer" not in command:
                continue
            lines = (process / "smaps_rollup").read_text().splitlines()
        except OSError:  # it has just ended
            continue
        private = [line.split()[1] for line in lines if line.startswith("Private_")]
        held.append(1024 * sum(map(int, private)))
    return max(held)


class Visits:
    """Visits with a new profile: the first, and one that finds what that one left.

    Args:
        address: The page.
        script: What runs in it, and returns the milliseconds of each run.
        arguments: What the script is given, but for the number of runs.
        reruns: How often it runs on the second visit.
    """

    def __init__(
        self, address: str, script: str, arguments: list[str], reruns: int
    ) -> None:
        self.sizes = 0
        with tempfile.TemporaryDirectory() as profile:
            with browser(profile) as context:
                page = self._page(context, address)
                page.on("response", self._note)
                self.cold: float = page.evaluate(script, [*arguments, 1])[0]
                # A reader looks at it, and the browser stores what it has compiled.
                page.wait_for_timeout(5000)
            with browser(profile) as context:
                page = self._page(context, address)
                before = memory(profile)
                taken: list[float] = page.evaluate(script, [*arguments, 1 + reruns])
                self.later, self.again = taken[0], taken[1:]
                self.memory = memory(profile) - before

    def _page(self, context: BrowserContext, address: str) -> Page:
        page = context.new_page()
        page.goto(address, wait_until="networkidle")
        return page

    def _note(self, response: Any) -> None:
        if not response.url.startswith("blob:"):
            self.sizes += int(response.headers.get("content-length", 0))


def row(name: str, visits: list[Visits]) -> str:
    """Return a line of the table: the median of some visits."""
    middle = statistics.median
    return (
        f"{name:32} {visits[0].sizes / 1e6:6.2f} MB"
        f" {middle(one.cold for one in visits) / 1000:8.2f} s"
        f" {middle(one.later for one in visits) / 1000:8.2f} s"
        f" {middle(ms for one in visits for ms in one.again):8.0f} ms"
        f" {middle(one.memory for one in visits) / 1e6:8.0f} MB"
    )


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=3)
    parser.add_argument("--reruns", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory, _served(directory) as origin:
        ours = f"{origin}run/{next((SITE / 'run').glob('worker-*.mjs')).name}"
        plain = f"{origin}plain/{plain_pyodide.WORKER}"
        test = ["playground/test_it.py", plain_pyodide.TEST]
        ways = {
            "Run, in a page": (PAGE, PRESS, [VERBS]),
            "restflow's worker, one test": (EMPTY, ASK, [ours, *test]),
            "plain Pyodide, the same test": (EMPTY, ASK, [plain, *test]),
        }
        found: dict[str, list[Visits]] = {name: [] for name in ways}
        # In turn, so that none has the machine at another time.
        for _ in range(options.visits):
            for name, (page, script, arguments) in ways.items():
                one = Visits(origin + page, script, arguments, options.reruns)
                found[name].append(one)
    say(
        f"{'':32} {'loaded':>9} {'first':>10} {'next':>10} {'again':>11} {'memory':>11}"
    )
    for name, visits in found.items():
        say(row(name, visits))


def _served(directory: str) -> AbstractContextManager[str]:
    root = Path(directory)
    for path in SITE.iterdir():
        (root / path.name).symlink_to(path)
    plain_pyodide.lay_out(root / "plain")
    return in_background(server(0, root))


if __name__ == "__main__":
    main()
