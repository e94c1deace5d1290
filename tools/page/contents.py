"""What goes into the bundle with which examples run in the page, and what does not.

A page has to be small. What is left out is what cannot work there, or what neither the
sample project nor an example comes to: a test runs all of them with what is left.
"""

from __future__ import annotations

PACKAGES = (
    # What the sample project is made of.
    *("django", "asgiref", "sqlparse", "tzdata"),
    *("djangorestframework", "adrf", "async-property"),
    *("djangorestframework-simplejwt", "pyjwt"),
    *("drf-spectacular", "uritemplate", "inflection", "pyyaml"),
    # What runs the tests.
    *("pytest", "pluggy", "iniconfig", "packaging", "pygments"),
    *("pytest-django", "pytest-asyncio", "pytest-rerunfailures", "typing-extensions"),
    # What makes rows, and what stops a clock.
    *("model-bakery", "freezegun", "python-dateutil"),
    # The extras of restflow, without what opens sockets.
    *("httpx2", "idna"),
    *("jsonschema", "jsonschema-specifications", "referencing", "attrs"),
)

# Of Python's library, by the start of the name.
LEFT_OUT = (
    # What a page does not have.
    *("curses/", "dbm/", "ensurepip/", "idlelib/", "tkinter/", "turtle"),
    *("_android", "_apple", "_ios", "_osx", "ctypes/macholib", "nturl2path"),
    *("asyncio/windows", "asyncio/proactor", "ftplib", "imaplib", "poplib", "xmlrpc/"),
    *("concurrent/futures/process", "concurrent/interpreters/"),
    "multiprocessing/dummy/",
    # What nobody comes to.
    *("_pyio", "antigravity", "cProfile", "mailbox", "pickletools", "profile"),
    *("_pydatetime", "compileall", "modulefinder", "optparse", "plistlib", "pstats"),
    *("pydoc_data/", "symtable", "this", "trace.py", "wave", "zipapp"),
    *("colorsys", "fileinput", "pyclbr", "sched", "shelve"),
    *("tabnanny", "timeit"),
)

# Of some of its directories, only these.
SOME_OF_LIBRARY = {
    # What says that there are no other processes.
    "multiprocessing": ["__init__", "context", "process", "reduction"],
    # What pdb takes from the terminal.
    "_pyrepl": ["__init__", "trace", "types", "utils"],
    # The encodings of the internet, and what Python itself needs.
    "encodings": [
        *("__init__", "aliases", "ascii", "base64_codec", "charmap", "cp1252"),
        *("cp437", "hex_codec", "idna", "iso8859_1", "iso8859_15", "latin_1"),
        *("punycode", "quopri_codec", "raw_unicode_escape", "rot_13", "undefined"),
        *("unicode_escape", "utf_16", "utf_16_be", "utf_16_le", "utf_32"),
        *("utf_32_be", "utf_32_le", "utf_7", "utf_8", "utf_8_sig", "zlib_codec"),
    ],
}

# Of the packages, by the start of the name.
_UNWANTED = (
    "bin/",
    # The compiled parts of these are not there either.
    *("_yaml/", "django/contrib/gis/", "django/contrib/postgres/"),
    *("django/db/backends/mysql/", "django/db/backends/oracle/"),
    "django/db/backends/postgresql/",
    # What the sample project does not have.
    *("django/contrib/flatpages/", "django/contrib/humanize/"),
    *("django/contrib/admin/static/", "django/contrib/admin/tests"),
    *("django/contrib/admindocs/locale/", "django/contrib/admindocs/templates/"),
    "django/contrib/redirects/",
    "django/contrib/sitemaps/",
    *("django/contrib/syndication/", "django/conf/app_template"),
    "django/conf/project_template",
    # Tests and documentation.
    *("jsonschema/benchmarks/", "jsonschema/tests/", "referencing/tests/"),
    *("jsonschema_specifications/tests/", "drf_spectacular/templates/"),
    *("rest_framework/static/", "rest_framework/templates/rest_framework/docs"),
    # What colours anything but terminals.
    *("pygments/formatters/html", "pygments/formatters/img"),
    *("pygments/formatters/latex", "pygments/formatters/rtf"),
    *("pygments/formatters/svg", "pygments/sphinxext"),
    *("pygments/cmdline", "httpx2/_main"),
    *("packaging/licenses/", "packaging/metadata", "packaging/pylock"),
    # What is imported when it is needed, and here it never is.
    *("packaging/ranges", "idna/uts46data", "dateutil/rrule", "httpx2/websockets/"),
    "django/core/management/commands/makemessages",
)
_ENDINGS = (".gz", ".html", ".json", ".mo", ".py", ".txt")
# Of what has many of a kind, by the start of the name that follows.
_SOME_OF = {
    "/locale/": ("__init__.py", "de/", "en/"),
    "pygments/lexers/": ("__init__", "_mapping", "diff", "python", "special"),
    "pygments/styles/": ("__init__", "_mapping", "default"),
    "tzdata/zoneinfo/": (
        *("__init__", "UTC", "GMT", "Etc/UTC", "Europe/", "Africa/Nairobi"),
        *("America/Los_Angeles", "America/New_York", "America/Sao_Paulo"),
        *("Asia/Kolkata", "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney"),
    ),
}


def wanted(name: str) -> bool:
    """Tell whether a file of a package goes into the bundle.

    Args:
        name: The file, relative to the directory of all packages.
    """
    directory, _, file = name.rpartition("/")
    if directory.endswith(".dist-info"):
        # Some ask for their own version.
        return file == "METADATA"
    if name.endswith(".po"):
        return False
    if name.startswith(_UNWANTED):
        return False
    for start, kept in _SOME_OF.items():
        if start in name:
            return name.partition(start)[2].startswith(kept)
    return name.endswith(_ENDINGS)
