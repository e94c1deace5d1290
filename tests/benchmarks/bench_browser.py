"""What the first Run in a browser costs, and what the next ones do.

Run it as `python -m tests.benchmarks.bench_browser` after `make html`. The site is
served on this machine, so the times are those of a computer, not of a line.
"""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Response, sync_playwright

from tests.browser.conftest import ARGUMENTS, NAMES
from tests.browser.running import VERBS, card_of, run
from tools.serve import server

RERUNS = 30
PAGE = "guide/client/"


@contextmanager
def browser(profile: str) -> Iterator[BrowserContext]:
    """Start Chromium with a profile of its own, which keeps the cache."""
    executable = os.environ.get("RESTFLOW_CHROMIUM") or next(
        filter(None, map(shutil.which, NAMES))
    )
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=executable, args=ARGUMENTS
        )
        yield context
        context.close()


def first_result(page: Page, origin: str) -> tuple[float, int]:
    """Return the seconds from Run to the result, and the bytes that came meanwhile."""
    sizes: list[int] = []

    def note(response: Response) -> None:
        if "/run/" in response.url:
            sizes.append(int(response.headers.get("content-length", 0)))

    page.goto(origin + PAGE, wait_until="networkidle")
    page.on("response", note)
    began = time.perf_counter()
    said = run(card_of(page, VERBS))
    taken = time.perf_counter() - began
    page.remove_listener("response", note)
    if not said.startswith("Passed"):
        raise SystemExit(said)
    return taken, sum(sizes)


def reruns(page: Page) -> list[float]:
    """Return the milliseconds of runs of the same example, from click to result."""
    taken: list[float] = page.evaluate(
        """async ([path, times]) => {
            const card = document.querySelector(`[data-example="${path}"]`);
            const status = card.querySelector(".rf-run__status");
            const taken = [];
            for (let n = 0; n < times; n += 1) {
                const ended = new Promise((resolve) => {
                    const observer = new MutationObserver(() => {
                        if (status.dataset.kind !== "passed") return;
                        observer.disconnect();
                        resolve();
                    });
                    observer.observe(status, { attributes: true });
                });
                const began = performance.now();
                card.querySelector(".rf-button--run").click();
                await ended;
                taken.push(performance.now() - began);
            }
            return taken;
        }""",
        [VERBS, RERUNS],
    )
    return taken


def memory(profile: str) -> int:
    """Return the bytes that the largest process of a browser holds: the page's."""
    held = [0]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if profile.encode() not in (process / "cmdline").read_bytes():
                continue
            pages = int((process / "statm").read_text().split()[1])
        except OSError:  # it has just ended
            continue
        held.append(pages * os.sysconf("SC_PAGE_SIZE"))
    return max(held)


def main() -> None:
    """Measure, and print a table."""
    with server(0) as httpd, tempfile.TemporaryDirectory() as profile:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        origin = f"http://127.0.0.1:{httpd.server_port}/"
        with browser(profile) as context:
            cold, size = first_result(context.new_page(), origin)
        with browser(profile) as context:
            page = context.new_page()
            warm, _ = first_result(page, origin)
            held = memory(profile)
            again = reruns(page)
            later = memory(profile)
        httpd.shutdown()
    rows = [
        f"loaded at the first Run   {size / 1e6:8.2f} MB",
        f"first result, cold        {cold:8.2f} s",
        f"first result, next visit  {warm:8.2f} s",
        f"run again, median of {RERUNS:3}  {statistics.median(again):8.1f} ms",
        f"memory of the page        {held / 1e6:8.0f} MB",
        f"after {RERUNS:3} runs            {later / 1e6:8.0f} MB",
    ]
    print("\n".join(rows))  # noqa: T201 - a script talks to people


if __name__ == "__main__":
    main()
