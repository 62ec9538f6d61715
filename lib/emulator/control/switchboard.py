"""What the control API works on, and what it shows of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from ..backend import Backend
from ..faults import Faults
from ..faults.presets import PRESETS
from ..policies import ALLOWED, Policies, explain_policy
from ..quotas import Quotas
from ..request_log import RequestLog
from ..sample.seeder import Seeder
from .apps import show_apps
from .people import show_people
from .redaction import redact_target

_TABLES = ("hubs", "projects", "folders", "items", "versions", "refs", "users")


@dataclass(frozen=True)
class Switchboard:
    """The parts of the running service; `seeder` returns the present one, `reset` begins anew."""

    backend: Backend
    policies: Policies
    faults: Faults
    quotas: Quotas
    log: RequestLog
    seeder: Callable[[], Seeder]
    reset: Callable[[], None]
    hub: str
    latency_ms: Callable[[], int]

    def state(self) -> dict[str, Any]:
        """Return everything there is to see but the hub's contents and the requests."""
        clock = self.backend.clock
        return {
            "hub": {"name": self.hub, **self._count_rows()},
            "clock": {"now": clock.iso(), "ahead": round(clock.ahead, 3), "rate": clock.rate},
            "policies": [
                {"name": name, "value": value, "values": list(ALLOWED[name]), "meaning": explain_policy(name)}
                for name, value in self.policies.items()
            ],
            "faults": [
                {
                    "number": entry.number,
                    "matched": entry.matched,
                    "hit": entry.hit,
                    "fault": entry.fault.as_dict(),
                }
                for entry in self.faults.entries()
            ],
            "presets": [{"name": name, "meaning": preset.meaning} for name, preset in PRESETS.items()],
            "operations": list(self.faults.operations),
            "quotas": {
                "enforced": self.quotas.enforced,
                "usage": [usage._asdict() for usage in self.quotas.usage()],
            },
            "people": show_people(self.backend),
            "apps": show_apps(self.backend),
            "latency_ms": self.latency_ms(),
        }

    def requests(self, last: int, *, after: int) -> list[dict[str, Any]]:
        """Return the last requests above a number, the oldest first, without anything that opens a door."""
        return [
            {
                "number": number,
                "time": datetime.fromtimestamp(entry.time, timezone.utc).isoformat(timespec="milliseconds"),
                "method": entry.method,
                "target": redact_target(entry.raw_path),
                "status": entry.status,
            }
            for number, entry in self.log.latest(last, after=after)
        ]

    def _count_rows(self) -> dict[str, int]:
        # A project's root folder is never seen.
        counts = {table: self.backend.database.value(f"SELECT count(*) FROM {table}") for table in _TABLES}
        return {**counts, "folders": counts["folders"] - counts["projects"]}
