"""What was asked to be made of a source, and how far it has come by the service's clock.

started ──2 s──> inprogress ──8 s──> success | failed | timeout (the policy `translation`)
pending          0 to 99 %           complete
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..backend import Backend
from ..database import Row
from .sources import Source

PENDING_SECONDS = 2.0
TRANSLATION_SECONDS = 10.0


@dataclass(frozen=True)
class Translation:
    """One output; `percent` is 100 once it has ended, however it did."""

    output: str
    options: Mapping[str, Any]
    status: str
    percent: int

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self.percent < 100

    @property
    def progress(self) -> str:
        """The progress as manifests tell it."""
        return progress_text(self.percent)


def start_translations(
    backend: Backend, source: Source, *, region: str, outputs: Mapping[str, Mapping[str, Any]], force: bool
) -> bool:
    """Start what is not there yet and return whether that was anything; `force` begins all over again."""
    with backend.database.transaction():
        if force:
            delete_translations(backend, source.urn, region=region)
        started = sum(
            backend.database.change(
                "INSERT OR IGNORE INTO translations VALUES (?, ?, ?, ?, ?)",
                (source.urn, region, output, json.dumps(options), backend.clock.now()),
            )
            for output, options in outputs.items()
        )
    return started > 0


def list_translations(backend: Backend, source: Source, *, region: str) -> tuple[Translation, ...]:
    """Return what was asked of a source in a region, in that order."""
    rows = backend.database.rows(
        "SELECT output, options, started FROM translations WHERE urn = ? AND region = ? ORDER BY rowid",
        (source.urn, region),
    )
    return tuple(_read(backend, row) for row in rows)


def delete_translations(backend: Backend, urn: str, *, region: str) -> None:
    """Forget everything that was made of a source in a region."""
    backend.database.change("DELETE FROM translations WHERE urn = ? AND region = ?", (urn, region))


def state_of(translations: Iterable[Translation], *outputs: str) -> str:
    """Return the state of the best of some outputs: success, inprogress, failed, timeout, or "" for none."""
    states = {one.status for one in translations if one.output in outputs}
    if "pending" in states:
        states.add("inprogress")
    return next((state for state in ("success", "inprogress", "failed", "timeout") if state in states), "")


def progress_text(percent: int) -> str:
    """Return a progress in words."""
    return "complete" if percent == 100 else f"{percent}% complete"


def _read(backend: Backend, row: Row) -> Translation:
    elapsed = backend.clock.now() - row["started"]
    if elapsed >= TRANSLATION_SECONDS:
        status, percent = backend.policies["translation"], 100
    elif elapsed >= PENDING_SECONDS:
        share = (elapsed - PENDING_SECONDS) / (TRANSLATION_SECONDS - PENDING_SECONDS)
        status, percent = "inprogress", min(99, int(100 * share))
    else:
        status, percent = "pending", 0
    return Translation(row["output"], json.loads(row["options"]), status, percent)
