"""A process of a user with few rights, at a catalogue that it may only read.

Usage: visitor.py URL TOKEN FOLDER HUB

It lets a sync begin, tells in JSON what the sync said and what a search finds, and ends.
"""

from __future__ import annotations

import json
import os
import queue
import runpy
import sys
from pathlib import Path
from typing import Any

ENTRY = Path(__file__).resolve().parents[3] / "DataBrowserAddin.py"
LONG = 60.0
NOBODY = 65534


def main() -> None:
    """Begin a sync, and search."""
    runpy.run_path(str(ENTRY))["load"]("addin")
    from addin.lib.core.search import search
    from addin.lib.core.sync.sync import Sync
    from addin.lib.core.sync.visits import Means
    from addin.lib.http import HttpClient
    from addin.lib.store.catalogue import Catalogue

    url, token, folder, hub_id = sys.argv[1:]
    if os.geteuid() == 0:  # whom no permission stops
        os.setuid(NOBODY)
    told: queue.Queue[Any] = queue.Queue()
    with HttpClient(url, get_token=lambda rejected: token) as client:
        with Catalogue.open(Path(folder), hub_id) as catalogue:
            sync = Sync(Means(client, catalogue, hub_id), on_progress=told.put)
            sync.start()
            first = told.get(timeout=LONG)
            sync.stop(LONG)
            answer = {
                "mode": catalogue.mode,
                "notices": [notice.reference for notice in catalogue.take_notices()],
                "doing": first.doing,
                "problem": first.error and first.error.reference,
                "found": len(search([catalogue], "kind:project").results),
            }
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
