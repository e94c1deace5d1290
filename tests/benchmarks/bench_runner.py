"""What running an example in the page costs, under node.

`python -m tests.benchmarks.bench_runner`. Nothing is asserted. What the network and a
browser add is in `bench_browser`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from tests.page.interpreter import Interpreter
from tools.page import bundle
from tools.paths import examples, name_of
from tools.sources.browser_list import local_only

say = partial(print, file=sys.stdout, flush=True)
LIMIT = 100
EXAMPLES = ("client/test_verbs.py", "authentication/test_session.py")
MEMORY = "import sys, pyodide_js; pyodide_js._module.HEAPU8.length"


def main() -> None:
    """Print sizes, the time to the first result, of further ones, and the memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--runs", type=int, default=30)
    options = parser.parse_args()
    bundle.main()
    manifest = json.loads((bundle.OUT / "manifest.json").read_text())
    for name, size in manifest["files"].items():
        say(f"{size:>10,} {name}")
    firsts: list[float] = []
    with tempfile.TemporaryDirectory() as directory:
        for _ in range(options.starts):
            began = time.perf_counter()
            interpreter = Interpreter(Path(directory))
            interpreter.run(EXAMPLES[0])
            firsts.append(time.perf_counter() - began)
            if len(firsts) < options.starts:
                interpreter.stop()
    started = interpreter.started["ms"]
    say(f"first result: {statistics.median(firsts):.2f} s (Python: {started} ms)")
    for example in EXAMPLES:
        times = [interpreter.run(example).done["ms"] for _ in range(options.runs)]
        say(f"again: {statistics.median(times):.0f} ms {example}")
    every = [name for name in map(name_of, examples()) if name not in local_only()]
    both = [[interpreter.run(name).done["ms"] for _ in range(2)] for name in every]
    again = [second for _, second in both]
    below = sum(ms < LIMIT for ms in again)
    middle = statistics.median(again)
    say(
        f"again: {middle:.0f} ms, median of {len(again)} examples; {below} < {LIMIT} ms"
    )
    say(f"memory of WebAssembly: {interpreter.evaluate(MEMORY) / 1e6:.0f} MB")
    interpreter.stop()


if __name__ == "__main__":
    main()
