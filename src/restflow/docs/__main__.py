"""`python -m restflow.docs cards RECORDS OUT`."""

from __future__ import annotations

import sys

from restflow.docs._cards.command import main

if __name__ == "__main__":
    sys.exit(main())
