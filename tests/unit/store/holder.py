"""Holds a lock: `holder.py PATH` says `held` once it has it, and lets go at the end of its input."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

ENTRY = Path(__file__).resolve().parents[3] / "DataBrowserAddin.py"


def main() -> None:
    """Hold the lock that the first argument names."""
    runpy.run_path(str(ENTRY))["load"]("addin")
    from addin.lib.store.locks import file_lock

    with file_lock(Path(sys.argv[1]), timeout=60):
        sys.stdout.write("held\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
