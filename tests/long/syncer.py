"""A process that brings a catalogue up to date, again and again, until it is killed.

Usage: syncer.py URL TOKEN FOLDER HUB

It says what it does after each request, in a line of its own.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Sync, thoroughly every second time."""
    runpy.run_path(str(ROOT / "DataBrowserAddin.py"))["load"]("addin")
    from addin.lib.core.sync.once import sync_once
    from addin.lib.core.sync.visits import Means
    from addin.lib.http import HttpClient
    from addin.lib.store.catalogue import Catalogue

    def say(progress: Any) -> None:
        sys.stdout.write(f"{progress.doing} {progress.done}\n")
        sys.stdout.flush()

    url, token, folder, hub_id = sys.argv[1:]
    with HttpClient(url, get_token=lambda rejected: token) as client:
        with Catalogue.open(Path(folder), hub_id) as catalogue:
            is_thorough = False
            while True:
                sync_once(Means(client, catalogue, hub_id), is_thorough=is_thorough, on_progress=say)
                is_thorough = not is_thorough


if __name__ == "__main__":
    main()
