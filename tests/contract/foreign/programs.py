"""The programs of this folder, run by Node.js with the packages that package.json names."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ...packages import find_program

PACKAGES = Path(__file__).resolve().parent


def run_sdk(node_modules: Path, part: str, **given: Any) -> dict[str, Any]:
    """Run one part of sdk.js; return the result of each step by its name."""
    run = subprocess.run(
        [find_program("node"), str(PACKAGES / "sdk.js"), part],
        input=json.dumps(given),
        env=_environment(node_modules),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    steps = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.returncode == 0, (steps[-1:], run.stderr[-2000:])
    return {one["step"]: one["result"] for one in steps}


@contextmanager
def start_prism(node_modules: Path, description: Path, service: str) -> Iterator[str]:
    """Start prism.js in front of a service, and yield its address."""
    with subprocess.Popen(
        [find_program("node"), str(PACKAGES / "prism.js"), str(description), service],
        stdout=subprocess.PIPE,
        env=_environment(node_modules),
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def _environment(node_modules: Path) -> dict[str, str]:
    return {**os.environ, "NODE_PATH": str(node_modules)}
