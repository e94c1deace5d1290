"""Serve the built site on this machine: `python -m tools.publish.serve --port 8000`."""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SITE = Path(__file__).resolve().parents[2] / "site"


class Handler(SimpleHTTPRequestHandler):
    """Sends WebAssembly compressed, as most hosts do; mentions only what went wrong."""

    _compressed = False

    def translate_path(self, path: str) -> str:
        """Return the file for a path: what it is compressed to, if that is there."""
        file = super().translate_path(path)
        packed = f"{file.removesuffix('.wasm')}.bin"
        self._compressed = file.endswith(".wasm") and Path(packed).exists()
        return packed if self._compressed else file

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        """Return the type of what the file contains."""
        return "application/wasm" if self._compressed else super().guess_type(path)

    def end_headers(self) -> None:
        """Say how the file is compressed."""
        if self._compressed:
            self.send_header("Content-Encoding", "gzip")
        super().end_headers()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing of requests: a page makes a dozen of them."""


def server(port: int, site: Path = SITE) -> ThreadingHTTPServer:
    """Return a server of the site, on a free port where the wanted one is taken.

    Args:
        port: The wanted port; 0 for any.
        site: The directory to serve.
    """
    handler = partial(Handler, directory=str(site))
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError:
        return ThreadingHTTPServer(("127.0.0.1", 0), handler)


@contextmanager
def in_background(httpd: ThreadingHTTPServer) -> Generator[str]:
    """Have a server serve until the block ends, and yield its address.

    Args:
        httpd: The server.
    """
    with httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{httpd.server_port}/"
        finally:
            httpd.shutdown()


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
