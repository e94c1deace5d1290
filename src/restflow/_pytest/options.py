"""The options, the settings and the marks of the plugin."""

from __future__ import annotations

import pytest

_MARKS = {
    "run_commit_hooks": "run commit hooks when the outermost atomic block of the "
    "application ends, although the test is rolled back.",
    "live_target(**django_db)": "let the test run against the address that "
    "--restflow-target names; elsewhere it has the database as with django_db, and "
    "commit hooks run.",
    "allow_hosts(*hosts)": "the hosts that the test connects to, where "
    "--restflow-refuse-outside refuses others.",
}


def add_marks(config: pytest.Config) -> None:
    """Have pytest know the marks."""
    for mark, told in _MARKS.items():
        config.addinivalue_line("markers", f"{mark}: {told}")


def add_options(parser: pytest.Parser) -> None:
    """Add the options, and what the configuration may say in their place."""
    group = parser.getgroup("restflow")
    told = "Where requests to the target go: process, server or an address."
    group.addoption("--restflow-target", metavar="process|server|URL", help=told)
    parser.addini("restflow_target", told, default="process")
    group.addoption(
        "--restflow-schema-coverage",
        metavar="FILE",
        nargs="?",
        const="",
        help="Say at the end which operations and statuses of the API's schema no test "
        "has exercised. Without a file, drf-spectacular makes the schema.",
    )
    group.addoption(
        "--restflow-access",
        action="store_true",
        help="Write the access tables that are true today, in the place of checking "
        "them.",
    )
    refused = "Refuse connections to other machines that the test does not name."
    group.addoption("--restflow-refuse-outside", action="store_true", help=refused)
    parser.addini("restflow_refuse_outside", refused, type="bool", default=False)
    parser.addini(
        "restflow_isolate_cache",
        "Give each test that shares connections caches of its own, by a key prefix.",
        type="bool",
        default=True,
    )
