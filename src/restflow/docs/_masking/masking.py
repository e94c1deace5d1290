"""Masks secrets, by their names and wherever else their values appear."""

from __future__ import annotations

import html
import json
import os
import re
from base64 import b64decode, b64encode, urlsafe_b64encode
from binascii import Error as NotBase64Error
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from itertools import cycle
from typing import Any, cast
from urllib.parse import quote, quote_plus, unquote

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from restflow.docs._masking import bodies, scrubbing
from restflow.docs._masking.rules import (
    CSRF_TOKEN,
    MASK,
    Rules,
    is_placeholder,
    is_secret,
    is_word,
)

# Shorter values would be found in words that have nothing to do with them.
_SHORTEST = 6
# In a free text these are marks or small numbers.
_TOO_SHORT = 2
_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][\w-]* )?(?P<value>.*)", re.DOTALL)
_COOKIE = re.compile(r"(?P<head>^|; |\n)(?P<name>[^=;\s]+)=(?P<value>[^;\n]*)")
_OF_A_COOKIE = frozenset(
    {"domain", "expires", "max-age", "path", "priority", "samesite"}
)
_IN_URL = re.compile(r"(?<=://)(?P<user>[^\s:/@]*):(?P<value>[^\s/@]+)(?=@)")
_NAMED = re.compile(
    # From the beginning of a word only: there may be very long ones.
    r"(?P<head>(?<![\w-])-*(?P<name>\w[\w-]+)[\"']?\s?[:=]\s?[\"']?)"
    # In quotes, a value may have spaces.
    r"(?P<value>(?<=\")(?:\\.|[^\"\\\n])+(?=\")|(?<=')(?:\\.|[^'\\\n])+(?=')"
    r"|[^\s\"'&,;<>()\[\]{}]+)"
)
# How many names may stand before a value, each the value of another: `a=b=c=…`.
_DEEPEST = 20
_SCHEMED = re.compile(r"(?P<head>\b(?:Basic|Bearer|Token) )(?P<value>[\w.~+/=-]{8,})")
# Whole words of a free text that are too common to tell a secret.
_COMMON = ("key", "keys")
_NO_VALUES = ("%s", "?", "none", "null", "true", "false")
# Those that hold a secret, and not what is said of one, such as its lifetime.
_SETTING = re.compile(r"(passw(or)?d|secret|key|token|credentials?)$", re.IGNORECASE)
_INSERT = re.compile(r"INSERT INTO \S+ \((?P<columns>[^)]*)\) VALUES", re.IGNORECASE)
_COMPARED = re.compile(r"(?:[`\"](?P<name>\w+)[`\"] (?:=|LIKE) )?%s")
_LITERAL = re.compile(r"'(?:[^']|'')*'")


class Masker:
    """Masks the secrets of one test.

    A value that is masked because of its name is masked from then on in all texts, so
    whatever happened is gone through once before anything of it is written.

    Args:
        rules: What is masked and scrubbed beside what always is.
        scrub: Scrub as well, which means to name what changes from run to run.
    """

    def __init__(self, rules: Rules, *, scrub: bool = False) -> None:
        self.rules = rules
        self.scrub = scrub
        self._secrets = set(_of_the_project())
        # Each text needs it, and few texts have anything new.
        self._written: list[str] | None = None
        self._depth = 0

    @property
    def known(self) -> int:
        """How many secrets it has seen."""
        return len(self._secrets)

    def hide(self, name: str, value: str) -> str | None:
        """Return what stands in the place of a named value, or None for the value."""
        if is_secret(name, self.rules):
            self._learn(value)
            return value if is_placeholder(value) and value else MASK
        if self.scrub and name.lower() in self.rules.scrub:
            return f"<{name.lower()}>"
        return None

    def header(self, name: str, value: str) -> str:
        """Return the value of a header; a cookie keeps its name, and its attributes."""
        value = self._scrubbed(value)
        if name.lower() in ("cookie", "set-cookie"):
            return self.text(_COOKIE.sub(self._cookie, value))
        match = _SCHEME.fullmatch(value)
        if match and name.lower() in ("authorization", "proxy-authorization"):
            return f"{match['scheme'] or ''}{self._credentials(name, match['value'])}"
        shown = self.hide(name, value)
        if shown == MASK and self.scrub and name.lower() == "x-csrftoken":
            # As it is called where it stands in a cookie.
            return CSRF_TOKEN
        return self.text(value) if shown is None else shown

    def body(self, body: str, kind: str, *, told: bool = False) -> str:
        """Return a body.

        Args:
            body: The body as text.
            kind: Its content type.
            told: Whether it tells what is wrong with a request.
        """
        shown = bodies.hidden(self._scrubbed(body), kind, self.hide, told=told)
        return self.text(shown)

    def path(self, path: str) -> str:
        """Return a path or a URL, its query included."""
        start, mark, query = self._scrubbed(path).partition("?")
        return self.text(f"{start}{mark}{bodies.pairs(query, self.hide)}")

    @contextmanager
    def learning(self) -> Generator[None]:
        """Learn of secrets in this block, before anything is scrubbed."""
        scrub, self.scrub = self.scrub, False
        try:
            yield
        finally:
            self.scrub = scrub

    def learn_parameters(self, sql: str, parameters: Any) -> None:
        """Learn of the secrets that a statement reads or writes by their columns."""
        for name, value in _columns(sql, parameters):
            if isinstance(value, str) and is_secret(name, self.rules):
                self._learn(value)

    def sql(self, sql: str) -> str:
        """Return a statement without the texts in it."""
        return self.text(_LITERAL.sub("'…'", sql))

    def text(self, text: str) -> str:
        """Return a free text: what was printed, a mail, the text of an exception."""
        text = _IN_URL.sub(self._in_url, self._scrubbed(text))
        text = _SCHEMED.sub(self._schemed, text)
        text = _NAMED.sub(self._named, text)
        for form in self._forms():
            if form in text:
                text = text.replace(form, MASK)
        return text

    def _scrubbed(self, text: str) -> str:
        return scrubbing.text(text, self.rules) if self.scrub else text

    def _learn(self, value: str) -> None:
        known = is_placeholder(value) or is_word(value)
        if len(value) >= _SHORTEST and not known and value not in self._secrets:
            self._secrets.add(value)
            self._written = None

    def _forms(self) -> list[str]:
        """Return how all secrets are written, the longest first."""
        if self._written is None:
            forms = {form for secret in self._secrets for form in _forms_of(secret)}
            self._written = sorted(forms, key=len, reverse=True)
        return self._written

    def _credentials(self, name: str, value: str) -> str:
        if not is_secret(name, self.rules):
            return self.text(value)
        self._learn(value)
        try:
            decoded = b64decode(value, validate=True).decode()
        except (NotBase64Error, UnicodeDecodeError, ValueError):
            pass
        else:
            self._learn(decoded.partition(":")[2])
        return value if is_placeholder(value) else MASK

    def _cookie(self, match: re.Match[str]) -> str:
        name, value = match["name"], match["value"]
        if name.lower() in _OF_A_COOKIE or name.lower() in self.rules.show:
            return match[0]
        if self.scrub and name.lower() in self.rules.scrub:
            return f"{match['head']}{name}=<{name.lower()}>"
        empty = value.strip('"') == ""
        if not empty:
            self._learn(value)
        kept = empty or is_placeholder(value)
        return f"{match['head']}{name}={value if kept else MASK}"

    def _in_url(self, match: re.Match[str]) -> str:
        self._learn(match["value"])
        return f"{match['user']}:{MASK}"

    def _schemed(self, match: re.Match[str]) -> str:
        if not is_secret("authorization", self.rules):
            return match[0]
        self._learn(match["value"])
        return f"{match['head']}{MASK}"

    def _named(self, match: re.Match[str]) -> str:
        value = match["value"]
        is_value = len(value) > _TOO_SHORT and any(map(str.isalnum, value))
        common = match["name"].lower() in _COMMON or value.lower() in _NO_VALUES
        shown = self.hide(match["name"], value) if is_value and not common else None
        if shown is None:
            # As in `Skipped: password=…`.
            shown = value if value.isalnum() else self._inner(value)
        return f"{match['head']}{shown}"

    def _inner(self, value: str) -> str:
        """Return a value that may have named values itself."""
        if self._depth == _DEEPEST:
            return MASK
        self._depth += 1
        try:
            return _NAMED.sub(self._named, value)
        finally:
            self._depth -= 1


def _columns(sql: str, parameters: Any) -> Iterator[tuple[str, Any]]:
    """Return the parameters of a statement, each with the name of its column."""
    if not isinstance(parameters, list | tuple):
        return
    values = cast("list[Any]", parameters)
    if inserted := _INSERT.match(sql):
        names = [name.strip('`"[] ') for name in inserted["columns"].split(",")]
        yield from zip(cycle(names), values, strict=False)
    else:
        places = (match["name"] or "" for match in _COMPARED.finditer(sql))
        yield from zip(places, values, strict=False)


@cache
def _forms_of(secret: str) -> frozenset[str]:
    """Return how a value is written in URLs, JSON, HTML, Python and Base64."""
    # A body may have what is no text.
    data = secret.encode(errors="backslashreplace")
    return frozenset(
        {
            secret,
            quote(data),
            quote(data, safe=""),
            quote_plus(data),
            json.dumps(secret)[1:-1],
            json.dumps(secret, ensure_ascii=False)[1:-1],
            html.escape(secret),
            repr(secret)[1:-1],
            b64encode(data).decode().rstrip("="),
            urlsafe_b64encode(data).decode().rstrip("="),
        }
    )


@cache
def _of_the_project() -> frozenset[str]:
    """Return the secrets in the settings and in the environment."""
    known: dict[str, Any] = {}
    if settings.configured:
        known = {name: _setting(name) for name in dir(settings)}
    return frozenset(
        value
        for value in (*_values(known), *_values(os.environ))
        if len(value) >= _SHORTEST and not is_word(value) and not _is_import(value)
    )


def _setting(name: str) -> Any:
    # Django refuses to tell an empty SECRET_KEY.
    with suppress(ImproperlyConfigured):
        return getattr(settings, name, None)
    return None


def _values(named: Mapping[str, Any]) -> Iterator[str]:
    for name, value in named.items():
        if isinstance(value, Mapping):
            yield from _values(cast("Mapping[str, Any]", value))
        elif isinstance(value, str) and _SETTING.search(str(name)):
            yield value
        elif isinstance(value, str):
            # Of a database, a cache, a broker.
            yield from (unquote(found["value"]) for found in _IN_URL.finditer(value))


def _is_import(value: str) -> bool:
    parts = value.split(".")
    return len(parts) > 1 and all(part.isidentifier() for part in parts)
