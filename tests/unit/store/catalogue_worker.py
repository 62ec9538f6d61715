"""Another process at a catalogue.

`catalogue_worker.py fill FOLDER NAME COUNT` puts so many items into a folder of that name below the top
folder, and says how many after each page; `look FOLDER` tells what it finds there, as a user with few rights,
in JSON.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from pathlib import Path

ENTRY = Path(__file__).resolve().parents[3] / "DataBrowserAddin.py"
PAGE = 100


def main() -> None:
    """Do what the first argument says in the folder of an account that the second names."""
    runpy.run_path(str(ENTRY))["load"]("addin")
    from addin.lib.errors import StoreError
    from addin.lib.store.catalogue import Catalogue, FolderRecord, HubRecord, ItemRecord, VersionRecord

    hub, project = "b.hub", "b.p1"
    if sys.argv[1] == "look" and os.geteuid() == 0:  # whom no permission stops
        os.setuid(65534)
    with Catalogue.open(Path(sys.argv[2]), hub) as catalogue:
        if sys.argv[1] == "look":
            try:
                catalogue.write_hub(HubRecord(hub, "Hub"))
                written = ""
            except StoreError as error:
                written = error.reference
            answer = {
                "mode": catalogue.mode,
                "told": [notice.reference for notice in catalogue.take_notices()],
                "items": len(list(catalogue.iter_items())),
                "written": written,
            }
            sys.stdout.write(json.dumps(answer))
            return
        own, count = sys.argv[3], int(sys.argv[4])
        with catalogue.listing(project, "top") as listing:
            listing.add([FolderRecord(own, own)])
        with catalogue.listing(project, own) as listing:
            for start in range(0, count, PAGE):
                ids = [f"{own}{number}" for number in range(start, start + PAGE)]
                items = [ItemRecord(one, one, tip_id=f"{one}?version=1") for one in ids]
                listing.add((), items, [VersionRecord(f"{one}?version=1", one, 1, one) for one in ids])
                sys.stdout.write(f"{start + PAGE}\n")
                sys.stdout.flush()
            listing.finish()


if __name__ == "__main__":
    main()
