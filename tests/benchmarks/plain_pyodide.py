"""Pyodide as its documentation has it, to measure beside what the page does.

The packages are unpacked from one archive, as they are on PyPI, and pytest is called as
anyone would call it.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from tools.page.bundle import project_files
from tools.page.downloads import node_modules, wheels
from tools.paths import EXAMPLES, SOURCE

_FILES = (
    *("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"),
    *("python_stdlib.zip", "pyodide-lock.json"),
)

WORKER = "worker.mjs"
PAGE = "index.html"
TEST = """
from products.models import Category
from rest_framework.test import APITestCase


class CategoryTests(APITestCase):
    def test_one_that_is_there(self) -> None:
        Category.objects.create(name="Lamps", slug="lamps")
        self.assertContains(self.client.get("/api/categories/"), "Lamps")
"""

# A browser asks for no icon then.
_PAGE = '<!doctype html><title>Nothing</title><link rel="icon" href="data:,">'

_WORKER = r"""
import { loadPyodide } from "./pyodide.mjs";

async function start() {
  const packages = fetch("packages.zip").then((response) => response.arrayBuffer());
  const pyodide = await loadPyodide({ indexURL: new URL("./", import.meta.url).href });
  pyodide.unpackArchive(await packages, "zip", { extractDir: "/plain" });
  pyodide.runPython(`
    import os, sys
    sys.path[:0] = ["/plain/site", "/plain/docs_src"]
    os.chdir("/plain/docs_src")
    os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings"
    # Pyodide has an event loop that always runs.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    import pytest
  `);
  return pyodide;
}

const started = start();

addEventListener("message", async ({ data: { path, files } }) => {
  const pyodide = await started;
  pyodide.FS.mkdirTree(`/plain/docs_src/${path.slice(0, path.lastIndexOf("/"))}`);
  pyodide.FS.writeFile(`/plain/docs_src/${path}`, files[path]);
  const lines = [];
  pyodide.setStdout({ batched: (line) => lines.push(line) });
  const options = `["-p", "no:cacheprovider", "${path}"]`;
  const code = pyodide.runPython(`int(pytest.main(${options}))`);
  if (code) postMessage({ type: "crash", message: lines.join("\n") });
  else postMessage({ type: "done", outcome: "passed" });
});
"""


def lay_out(target: Path) -> None:
    """Write what a server needs.

    Args:
        target: The directory, which is made.
    """
    target.mkdir(parents=True)
    for name in _FILES:
        shutil.copy(node_modules() / "pyodide" / name, target)
    site = wheels()
    with zipfile.ZipFile(target / "packages.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(site.rglob("*")):
            if path.is_file() and path.suffix != ".so":
                archive.write(path, f"site/{path.relative_to(site)}")
        for path in sorted(SOURCE.rglob("*.py")):
            archive.write(path, f"site/{path.relative_to(SOURCE)}")
        for name in project_files():
            archive.write(EXAMPLES / name, f"docs_src/{name}")
    (target / WORKER).write_text(_WORKER)
    (target / PAGE).write_text(_PAGE)
