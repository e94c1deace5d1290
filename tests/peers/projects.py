"""The projects whose tests are run with restflow, and where their tests are.

Django REST framework's are in its source distribution. The others' have none: not those
of the versions named here, nor of those looked at besides (adrf 0.1.0, 0.1.5, 0.1.10;
Channels 2.4.0, 3.0.5, 4.0.0 and 4.2.0; django-modern-rest 0.0.1, 0.12.0 and 0.16.0).
Their tests are taken from the project's repository, at the tag of the version that is
installed, and only if the tag is the commit that is named here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.peers.source import SourceError, installed, source_of

ASYNCIO = "pytest_asyncio.plugin"
DJANGO = "pytest_django.plugin"


@dataclass(frozen=True)
class Project:
    """A project whose tests are run.

    Attributes:
        name: The name of its distribution.
        wanted: What its tests need of its sources.
        tests: What pytest runs.
        client_tests: What it runs where our clients are in the place of theirs; unless
            given, all that name them.
        plugins: The plugins of pytest that its tests use.
        options: What pytest is told besides.
        repository: Where its tests are, unless its source distribution has them.
        commits: What the tag of a version has to be there, by the version.
    """

    name: str
    wanted: tuple[str, ...]
    tests: tuple[str, ...] = ("tests",)
    client_tests: tuple[str, ...] = ()
    plugins: tuple[str, ...] = (ASYNCIO, DJANGO)
    options: tuple[str, ...] = ("-o", "asyncio_default_fixture_loop_scope=function")
    repository: str = ""
    commits: tuple[tuple[str, str], ...] = ()

    @property
    def release(self) -> str:
        """The version that is installed."""
        return installed(self.name)

    def source(self) -> Path:
        """Return the directory with its tests."""
        commit = dict(self.commits).get(self.release, "")
        if self.repository and not commit:
            where = Path(__file__).name
            raise SourceError(f"Name the commit of {self.release} in {where}.")
        return source_of(self.name, self.release, self.wanted, self.repository, commit)


DJANGO_REST_FRAMEWORK = Project(
    "djangorestframework",
    ("tests", "pyproject.toml"),
    # Most others use its client to get at something else.
    client_tests=("tests/test_testing.py",),
)
ADRF = Project(
    "adrf",
    ("tests", "pyproject.toml"),
    repository="https://github.com/em1208/adrf",
    commits=(("0.1.14", "d63848a27ed6f942a4b63ee6a831fe2e3919d627"),),
)
CHANNELS = Project(
    "channels",
    ("tests", "setup.cfg"),
    # Those of its sample project drive a browser through Selenium.
    tests=("tests", "--ignore=tests/sample_project/tests"),
    repository="https://github.com/django/channels",
    commits=(("4.3.2", "15333cd7a59ba4fcafbbcb3089e41e1353624b2f"),),
)
DJANGO_MODERN_REST = Project(
    "django-modern-rest",
    # Their tests read a file of the documentation.
    ("tests", "django_test_app", "docs", "pyproject.toml"),
    plugins=(
        ASYNCIO,
        DJANGO,
        "dmr_pytest",
        "faker.contrib.pytest.plugin",
        "inline_snapshot.pytest_plugin",
        "pytest_freezer",
        "pytest_timeout",
        "syrupy",
        # For its marks.
        "xdist.plugin",
    ),
    # Without its own, which measure coverage; and on a slow machine, too.
    options=(
        "-o",
        "addopts=",
        "-o",
        "asyncio_default_fixture_loop_scope=function",
        "--timeout=60",
    ),
    repository="https://github.com/wemake-services/django-modern-rest",
    commits=(("0.14.0", "e0c254675f52f37f632051ce6590e3b49cdfd571"),),
)

# Their whole suites, with restflow's plugin and without.
SUITES = (DJANGO_REST_FRAMEWORK, ADRF, CHANNELS)
# Their tests of their clients, with ours in place.
CLIENTS = (DJANGO_REST_FRAMEWORK, ADRF, DJANGO_MODERN_REST)
