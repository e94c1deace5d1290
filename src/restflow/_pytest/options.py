"""The options, the settings and the marks of the plugin."""

from __future__ import annotations

from argparse import ArgumentTypeError

import pytest

_MARKS = {
    "run_commit_hooks": "run commit hooks when the outermost atomic block of the "
    "application ends, although the test is rolled back.",
    "live_target(**django_db)": "let the test run against the address that "
    "--restflow-target names. With other targets the test has the database, as with "
    "django_db, and commit hooks run.",
    "allow_hosts(*hosts)": "the hosts that the test may connect to, with "
    "--restflow-refuse-outside.",
    "documented": "record what the test does with --restflow-record.",
}


def add_marks(config: pytest.Config) -> None:
    """Have pytest know the marks."""
    for mark, told in _MARKS.items():
        config.addinivalue_line("markers", f"{mark}: {told}")


def _mode(value: str) -> str:
    if value not in ("check", "write"):
        # It may be the path that was meant to come after the option.
        raise ArgumentTypeError(
            f"{value!r} is neither 'write' nor 'check'. Name tests before the option: "
            f"pytest {value} --restflow-record"
        )
    return value


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
        help="Write the access tables that are true today instead of checking them.",
    )
    group.addoption(
        "--restflow-report",
        metavar="FILE",
        help="Write a report of the run into one HTML file: tests, requests, SQL, "
        "endpoints.",
    )
    refused = "Refuse connections to other machines that the test does not name."
    group.addoption("--restflow-refuse-outside", action="store_true", help=refused)
    parser.addini("restflow_refuse_outside", refused, type="bool", default=False)
    parser.addini(
        "restflow_isolate_cache",
        "Give asynchronous tests, and those with run_commit_hooks or "
        "live_asgi_server, caches of their own, by a key prefix.",
        type="bool",
        default=True,
    )
    group.addoption(
        "--restflow-record",
        metavar="write|check",
        nargs="?",
        const="write",
        type=_mode,
        help="Write what documented tests do beside them, or check that they still do "
        "it.",
    )
    lists = {
        "restflow_mask": "Names of headers, cookies, parameters and fields that "
        "records and reports mask, beside those that are masked always.",
        "restflow_show": "Names of those that records and reports show, although "
        "their names say that they are secret.",
        "restflow_scrub": "Names of fields whose values change from run to run, and "
        "patterns: `PATTERN => REPLACEMENT`.",
    }
    for name, said in lists.items():
        parser.addini(name, said, type="linelist")
    parser.addini(
        "restflow_record_paths",
        "Files and folders whose tests are documented, without a mark.",
        type="paths",
    )
