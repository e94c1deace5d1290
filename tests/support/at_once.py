"""A pytest plugin that names each test that fails when it does, not only in the end."""

from __future__ import annotations

import pytest


class _Names:
    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self._terminal = terminal

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            # After its letter, on a line of its own.
            self._terminal.write_line(f" {report.nodeid} failed", red=True)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    # Workers of pytest-xdist have none.
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None:
        config.pluginmanager.register(_Names(terminal))
