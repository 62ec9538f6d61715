"""How long the add-in takes to start, and `import requests`: a program that prints one line of JSON.

Nothing is loaded here but the simulated Fusion, as little as that allows: what the rest of the benchmark
needs would be spared `requests`, and not the add-in. What the simulated Fusion has loaded is spared both.
"""

from __future__ import annotations

import importlib
import json
import runpy
import sys
import time
from pathlib import Path

ENTRY = Path(__file__).resolve().parents[2] / "DataBrowserAddin.py"


def measure_start() -> dict[str, float]:
    """Return the seconds of `run()` and of `import requests`, each for the first time in this program."""
    load = runpy.run_path(str(ENTRY))["load"]
    load("addin")
    fusion = importlib.import_module("addin.lib.preview").SimulatedFusion()
    addin = fusion.load(ENTRY, load=load)
    started = time.perf_counter()
    addin.run()
    ours = time.perf_counter() - started
    started = time.perf_counter()
    importlib.import_module("requests")
    theirs = time.perf_counter() - started
    addin.stop()
    if fusion.faults:
        raise SystemExit(str(fusion.faults[0]))
    return {"ours": ours, "requests": theirs}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure_start()) + "\n")
