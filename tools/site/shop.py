"""Make shop.zip and shop-with-tests.zip, which the readers of the guide download.

`python -m tools.site.shop` writes both into docs/assets. The first is the sample
project, ready for the tests of its reader. The second has those of docs_src/suite, too.
"""

from __future__ import annotations

import io
import sys
import tomllib
import zipfile
from typing import Any

from packaging.requirements import Requirement

from tools.paths import DOCS, EXAMPLES, ROOT, SAMPLE
from tools.sources.catalogue import SUITE, without_markers

ASSETS = DOCS / "assets"

README = """\
The shop of https://restflow.github.io/restflow/, a Django project with an API to test.
Nearly each chapter of the guide has a file for the folder tests.
To install what it needs: python -m pip install -r requirements.txt
To run its tests:         python -m pytest
To serve its API:         python manage.py migrate, and then python manage.py runserver
"""
PYTEST = """\
[pytest]
DJANGO_SETTINGS_MODULE = project.settings
asyncio_default_fixture_loop_scope = function
"""

# What the page "Your suite" runs, and plugins that files of chapters use.
RUNNING = ["coverage", "pytest-xdist"]
# What the files of single chapters import.
CHAPTERS = ["freezegun", "model-bakery", "playwright", "websockets"]


def main() -> int:
    """Write both archives."""
    for name, data in archives().items():
        path = ASSETS / name
        # A server that watches would build for nothing.
        if not path.exists() or path.read_bytes() != data:
            path.write_bytes(data)
        print(f"{len(data) / 1e3:.0f} kB in {path.relative_to(ROOT)}.")
    return 0


def archives() -> dict[str, bytes]:
    """Return the archives by name."""
    return {
        "shop.zip": archive("shop", shop()),
        "shop-with-tests.zip": archive("shop-with-tests", shop() | tests()),
    }


def shop() -> dict[str, bytes]:
    """Return the files of the shop, which has no tests yet, by their paths."""
    texts = {
        "README.txt": README,
        "pytest.ini": PYTEST,
        "requirements.txt": requirements(),
        # Django's runner looks into packages only.
        "tests/__init__.py": "",
    }
    paths = [EXAMPLES / "manage.py"]
    paths += [path for app in SAMPLE for path in (EXAMPLES / app).rglob("*")]
    return {
        **{name: text.encode() for name, text in texts.items()},
        **{
            path.relative_to(EXAMPLES).as_posix(): path.read_bytes()
            for path in paths
            if path.is_file() and "__pycache__" not in path.parts
        },
    }


def tests() -> dict[str, bytes]:
    """Return the files that the chapters add, by the paths that readers give them."""
    return {
        f"tests/{path.name}": without_markers(path.read_text("utf-8")).encode()
        for path in (EXAMPLES / SUITE).glob("test_*.py")
    }


def requirements() -> str:
    """Return what has to be installed, in the versions of pyproject.toml."""
    pyproject, named = _pyproject(), tools()
    extras = ",".join(pyproject["project"]["optional-dependencies"])
    lines = [
        f"restflow[{extras}]",
        "# The shop.",
        *pyproject["dependency-groups"]["sample"],
        "# To run the tests.",
        *(named[name] for name in RUNNING),
        "# For single chapters.",
        *(named[name] for name in CHAPTERS),
    ]
    return "\n".join([*lines, ""])


def tools() -> dict[str, str]:
    """Return the packages that the examples use, with their versions, by name."""
    lines = _pyproject()["dependency-groups"]["test"]
    return {Requirement(line).name: line for line in lines if isinstance(line, str)}


def archive(folder: str, files: dict[str, bytes]) -> bytes:
    """Return a zip archive, whose bytes depend on the files and on nothing else.

    Args:
        folder: The folder that all files are in.
        files: The files by their paths.
    """
    written = io.BytesIO()
    # Not compressed: what comes out of that depends on the version of zlib.
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archived:
        for name, data in sorted(files.items()):
            # Its date is the earliest there is.
            info = zipfile.ZipInfo(f"{folder}/{name}")
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            archived.writestr(info, data)
    return written.getvalue()


def _pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
