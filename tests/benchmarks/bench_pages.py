"""How heavy each page is: bytes, elements, links, and the longest task of a slow phone.

Run it as `python -m tests.benchmarks.bench_pages` after `make html`. Chromium's
processor is throttled to a quarter. With `--before DIRECTORY`, the pages of another
built site are measured in the same run, and ratios are printed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import BrowserContext, sync_playwright

from tools.chromium import ARGUMENTS, executable
from tools.publish.serve import SITE, in_background, server

say = partial(print, file=sys.stdout, flush=True)

SLOWER = 4
ROUNDS = 2
# Tasks of more than 50 ms are reported; the page is quiet when none comes any more.
WATCH = """
    window.tasks = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.tasks.push(entry.duration);
    }).observe({ type: "longtask", buffered: true });
"""
COUNT = """() => ({
    elements: document.querySelectorAll("*").length,
    links: document.links.length,
    longest: Math.max(0, ...window.tasks),
})"""
QUIET = 700


class Cost(NamedTuple):
    """What a page costs.

    Attributes:
        size: Its HTML, in bytes before compression.
        elements: How many elements it has.
        links: How many links it has.
        longest: Its longest task, in milliseconds; 0 if none took 50.
    """

    size: int
    elements: int
    links: int
    longest: float


def pages_of(site: Path) -> list[str]:
    """Return the pages of a built site."""
    found = site.rglob("index.html")
    return sorted(
        path.relative_to(site).as_posix()[: -len("index.html")] for path in found
    )


def measure(context: BrowserContext, site: Path, paths: list[str]) -> dict[str, Cost]:
    """Visit pages of a site, each several times, and keep its best round."""
    root = Path(tempfile.mkdtemp())
    (root / "restflow").symlink_to(site, target_is_directory=True)
    found: dict[str, Cost] = {}
    with in_background(server(0, root)) as address:
        for path in paths:
            rounds = [
                visit(context, f"{address}restflow/{path}") for _ in range(ROUNDS)
            ]
            best = min(rounds, key=lambda one: one["longest"])
            size = (site / path / "index.html").stat().st_size
            found[path] = Cost(size, **best)
    shutil.rmtree(root)
    return found


def visit(context: BrowserContext, address: str) -> dict[str, Any]:
    """Load a page slowly, and return what was counted."""
    page = context.new_page()
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="load")
    page.wait_for_timeout(QUIET)
    counted: dict[str, Any] = page.evaluate(COUNT)
    page.close()
    return counted


def tell(costs: dict[str, Cost], before: dict[str, Cost]) -> None:
    """Print a line for each page, the slowest first."""
    say(f"{'kB':>6} {'elements':>9} {'links':>6} {'task, ms':>9} {'before':>7}  page")
    for path, cost in sorted(costs.items(), key=lambda one: -one[1].longest):
        old = before.get(path)
        ratio = f"x {cost.longest / old.longest:.2f}" if old and old.longest else "-"
        say(
            f"{cost.size / 1000:6.0f} {cost.elements:9,} {cost.links:6,} "
            f"{cost.longest:9.0f} {ratio:>7}  /{path}"
        )


def main() -> None:
    """Measure all pages, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", help="such as guide/client/")
    parser.add_argument("--before", type=Path, help="another built site")
    arguments = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(), args=ARGUMENTS
        )
        context = browser.new_context(viewport={"width": 375, "height": 800})
        before = {}
        if old := arguments.before:
            there = list(arguments.pages or pages_of(old))
            before = measure(context, old, there)
        tell(measure(context, SITE, arguments.pages or pages_of(SITE)), before)
        browser.close()


if __name__ == "__main__":
    main()
