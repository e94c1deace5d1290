"""Draw docs/assets/report.webp, the picture of a report on the page "Start".

Run it as `python -m tools.site.picture` when the report or the project of that page has
changed. It makes that project, runs its test that fails, and opens the report in
Chromium, which has to be on the PATH or at RESTFLOW_CHROMIUM.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from base64 import b64decode, b64encode
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tools import chromium
from tools.paths import DOCS, EXAMPLES, SOURCE

PICTURE = DOCS / "assets" / "report.webp"
QUICKSTART = EXAMPLES / "quickstart"
WIDTH, HEIGHT = 1000, 1160
# Chromium has an encoder, and Python has none without another package.
_ENCODE = """async (source) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext("2d").drawImage(image, 0, 0);
  const blob = await canvas.convertToBlob({ type: "image/webp", quality: 0.8 });
  const reader = new FileReader();
  const read = new Promise((done) => reader.addEventListener("load", done));
  reader.readAsDataURL(blob);
  await read;
  return reader.result;
}"""


def main() -> int:
    """Draw it, or say what is missing."""
    program = chromium.executable()
    if program is None:
        print(f"No picture: {chromium.MISSING}.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=[*chromium.ARGUMENTS, "--disable-lcd-text"],
        )
        report = report_in(Path(name))
        PICTURE.write_bytes(webp(browser, drawn(browser, report)))
        browser.close()
    print(f"{PICTURE.name}: {PICTURE.stat().st_size / 1000:.0f} kB.")
    return 0


def report_in(directory: Path) -> Path:
    """Make the project of the page with its test that fails, and report its run."""
    project = directory / "start"
    project.mkdir()
    made = ["-m", "django", "startproject", "hello", "."]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    subprocess.run([sys.executable, *made], cwd=project, check=True)
    shutil.copytree(QUICKSTART / "hello", project / "hello", dirs_exist_ok=True)
    shutil.copy(QUICKSTART / "pytest.ini", project)
    shutil.copy(QUICKSTART / "broken" / "test_greetings.py", project / "hello")
    option = "--restflow-report=report.html"
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", option]
    subprocess.run(command, cwd=project, env=environment, check=False)
    return project / "report.html"


def drawn(browser: Browser, report: Path) -> bytes:
    """Return a report as PNG, its first request opened."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.goto(report.as_uri())
    page.locator(".exchange summary").first.click()
    return page.screenshot()


def webp(browser: Browser, png: bytes) -> bytes:
    """Return a picture as WebP."""
    page = browser.new_page()
    source = f"data:image/png;base64,{b64encode(png).decode()}"
    encoded: str = page.evaluate(_ENCODE, source)
    return b64decode(encoded.partition(",")[2])


if __name__ == "__main__":
    sys.exit(main())
