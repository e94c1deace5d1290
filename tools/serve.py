"""Serve the built site on this machine: `python -m tools.serve --port 8000`."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SITE = Path(__file__).resolve().parent.parent / "site"


class Quiet(SimpleHTTPRequestHandler):
    """A handler that mentions only what went wrong."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing of requests: a page makes a dozen of them."""


def server(port: int, site: Path = SITE) -> ThreadingHTTPServer:
    """Return a server of the site, on a free port where the wanted one is taken.

    Args:
        port: The wanted port; 0 for any.
        site: The directory to serve.
    """
    handler = partial(Quiet, directory=str(site))
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError:
        return ThreadingHTTPServer(("127.0.0.1", 0), handler)


def main() -> int:
    """Serve the site until Ctrl-C."""
    parser = argparse.ArgumentParser(description="Serve ./site on this machine.")
    parser.add_argument("--port", type=int, default=8000)
    wanted: int = parser.parse_args().port
    if not (SITE / "index.html").exists():
        print("There is no site yet. Run `make html`.", file=sys.stderr)
        return 1
    with server(wanted) as httpd:
        port = httpd.server_port
        print(f"The site is at http://127.0.0.1:{port}/ (Ctrl-C ends it).", flush=True)
        if port != wanted:
            print(f"Port {wanted} is taken, so it is on {port}.", flush=True)
        try:
            httpd.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
