"""Which operations of the API's document a run has not exercised."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from restflow.test import SchemaCoverage

OPTION = "restflow_schema_coverage"


class Measuring:
    """Measures the tests of a process, and reports those of all processes at the end.

    Args:
        schema: The name of a file, or empty for the project's own.
    """

    def __init__(self, schema: str) -> None:
        self._schema = schema
        self._coverage: SchemaCoverage | None = None

    def pytest_sessionstart(self) -> None:
        """Read the document, now that Django is set up.

        Raises:
            pytest.UsageError: It can't be read.
        """
        from restflow.test import SchemaCoverage

        file = Path(self._schema) if self._schema else None
        try:
            self._coverage = SchemaCoverage(file)
        except (ImportError, OSError, ValueError) as error:
            raise pytest.UsageError(f"--restflow-schema-coverage: {error}") from error

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Generator[None, object, object]:
        """Measure a test, with its fixtures."""
        assert self._coverage is not None  # noqa: S101  (the session has started)
        with self._coverage:
            return (yield)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand over what was seen to the process that reports."""
        from restflow.test._schema.coverage import handed_over

        output = getattr(session.config, "workeroutput", None)
        if output is not None and self._coverage is not None:
            output[OPTION] = handed_over(self._coverage)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what a process of pytest-xdist has seen."""
        from restflow.test._schema.coverage import take_over

        if self._coverage is not None:
            output = getattr(node, "workeroutput", {})
            take_over(self._coverage, output.get(OPTION, {}))

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say what no test has exercised."""
        if self._coverage is not None:
            terminalreporter.section(
                "restflow: parts of the schema that no test exercised"
            )
            terminalreporter.write_line(str(self._coverage))
