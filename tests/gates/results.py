"""Runs of examples that never were, for the gates of what is said of runs."""

from __future__ import annotations

from tools.sources.catalogue import load_examples
from tools.verified.runs import Origin, Run

EXAMPLES = load_examples()[:3]
NOW = {example.path: "as it stands" for example in EXAMPLES}
REPOSITORY = "https://example.org/shop"
IN_CI = Origin(
    workflow="Tests",
    number="1234",
    url=f"{REPOSITORY}/actions/runs/99",
    repository=REPOSITORY,
    commit="0123456789abcdef",
)


def run(python: str, django: str, *passed: str, date: str = "2026-01-31") -> Run:
    """Return a run that passed some examples, and skipped the others."""
    return Run(
        date=date,
        python=python,
        django=django,
        rest_framework="3.16.1",
        database="SQLite 3.45.1",
        passed={path: NOW[path] for path in passed},
        skipped={path: now for path, now in NOW.items() if path not in passed},
        packages={},
    )
