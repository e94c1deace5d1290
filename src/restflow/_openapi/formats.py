"""The formats that strings and numbers may have in a schema."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

if TYPE_CHECKING:
    from jsonschema import FormatChecker

_DATE_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)"
)
_TIME = re.compile(r"\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)?")
_DURATION = re.compile(
    r"P(?!$)(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?)"
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_HOST = re.compile(r"(?=.{1,253}$)[\w-]{1,63}(\.[\w-]{1,63})*", re.ASCII)


def _matches(pattern: re.Pattern[str]) -> Callable[[str], object]:
    def check(value: str) -> object:
        if not pattern.fullmatch(value):
            raise ValueError(value)
        return value

    return check


def _date_time(value: str) -> object:
    _matches(_DATE_TIME)(value)
    # The second 60, which a minute may have, is none to Python.
    return datetime.fromisoformat(value.upper().replace(":60", ":59"))


def _time(value: str) -> object:
    _matches(_TIME)(value)
    return time.fromisoformat(value.upper())


def _uri(value: str) -> object:
    if not urlsplit(value).scheme or " " in value:
        raise ValueError(value)
    return value


def _base64(value: str) -> object:
    return base64.b64decode(value, validate=True)


def _decimal(value: str) -> object:
    try:
        return Decimal(value)
    except ArithmeticError as error:
        raise ValueError(value) from error


def _regex(value: str) -> object:
    try:
        return re.compile(value)
    except re.error as error:
        raise ValueError(value) from error


# What a string has to be read by.
_OF_STRINGS: dict[str, Callable[[str], object]] = {
    "byte": _base64,
    "date": date.fromisoformat,
    "date-time": _date_time,
    "decimal": _decimal,
    "duration": _matches(_DURATION),
    "email": _matches(_EMAIL),
    "hostname": _matches(_HOST),
    "ipv4": IPv4Address,
    "ipv6": IPv6Address,
    "regex": _regex,
    "time": _time,
    "uri": _uri,
    "uuid": UUID,
}
# How many bits an integer may have.
_OF_INTEGERS = {"int32": 31, "int64": 63}
# What says how a value is meant, and excludes none.
_NOTES = {"binary", "double", "float", "password"}

KNOWN = {*_OF_STRINGS, *_OF_INTEGERS, *_NOTES}


def format_checker() -> FormatChecker:
    """Return what checks the formats that are known here."""
    from jsonschema import FormatChecker

    checker = FormatChecker(formats=())
    for name, read in _OF_STRINGS.items():
        checker.checks(name, raises=ValueError)(_reader(read))
    for name, bits in _OF_INTEGERS.items():
        checker.checks(name)(_fitting(bits))
    return checker


def _reader(read: Callable[[str], object]) -> Callable[[object], bool]:
    def check(value: object) -> bool:
        # It says nothing of other types.
        if isinstance(value, str):
            read(value)
        return True

    return check


def _fitting(bits: int) -> Callable[[object], bool]:
    def check(value: Any) -> bool:
        return not isinstance(value, int) or -(2**bits) <= value < 2**bits

    return check
