"""A page of a browser that remembers what should not have happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
# The schemes differ in their colours alone, so axe looks for the rest in one of them.
AXE_OPTIONS = {
    "light": {"resultTypes": ["violations"]},
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast"]},
}


class Visit:
    """A page of a browser that remembers what should not have happened.

    Attributes:
        page: The page.
        complaints: Errors in its console, and requests to other hosts.
    """

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", lambda m: self._note(m.type == "error", m.text))
        page.on("pageerror", lambda error: self._note(True, str(error)))
        page.on(
            "request",
            lambda r: self._note(
                not r.url.startswith((origin, "data:", "blob:")), r.url
            ),
        )

    def _note(self, bad: bool, text: str) -> None:
        if bad:
            self.complaints.append(text)
