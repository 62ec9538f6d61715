"""An app with a page, signed in and with a design open, beside a bench that sees what the service has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from addin.lib.aps.folders import list_folder
from addin.lib.aps.items import list_versions
from addin.lib.aps.refs import ATTACHMENT, list_refs

from .palettes import Palette
from .workbench import Bench

LONG_AFTER = 60.0


class Office(Palette):
    """A palette whose user is signed in, with the design Gear open, beside a bench that sees all."""

    bench: Bench
    folder: Path

    def write(self, *names: str, content: str = "content of {name}") -> tuple[Path, ...]:
        """Write files, and let the host's dialog choose them."""
        paths = [self.folder / name for name in names]
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content.format(name=path.name), encoding="utf-8")
        self.host.files = tuple(paths)
        return tuple(paths)

    @property
    def document(self) -> dict[str, str]:
        """The open design as the page names it."""
        return {
            "projectId": self.bench.project,
            "itemId": self.bench.design_item,
            "versionId": self.bench.design,
            "name": "Gear",
        }

    def plan(self, *names: str, **content: str) -> dict[str, Any]:
        """Choose files of these names and return the plan."""
        self.write(*names, **content)
        chosen = self.call("files.choose")
        assert chosen["count"] == len(names)
        return self.call("files.plan", chosenId=chosen["chosenId"], document=self.document)

    def attach(self, plan: dict[str, Any], **choices: str) -> int:
        """Ask for a plan to be carried out, with other choices by name; return the call's id."""
        chosen = [choices.get(file["name"], file["choice"]) for file in plan["files"]]
        return self.ask("files.attach", planId=plan["planId"], choices=chosen)

    def fail_to(self, number: int) -> dict[str, Any]:
        """Return the error that a call ends with, waiting for it."""
        return self.answer(number)["error"]

    def report(self, number: int) -> dict[str, Any]:
        """Return the report of a job, waiting for its end."""
        reply = self.answer(number)
        assert "result" in reply, reply
        return reply["result"]["job"]

    def versions(self, name: str) -> list[str]:
        """Return the ids of the versions of all items of a name, the newest first."""
        bench = self.bench
        bench.service.clock.advance(LONG_AFTER)
        items = list_folder(bench.client, bench.project, folder_id=bench.folder).items
        return [
            version.id
            for item in items
            if item.name == name
            for version in list_versions(bench.client, bench.project, item_id=item.id)
        ]

    def refs(self) -> list[str]:
        """Return the ids of the versions that are attached to the design's version, doubled ones twice."""
        bench = self.bench
        listed = list_refs(bench.client, bench.project, resource_type="versions", resource_id=bench.design)
        return sorted(ref.to_id for ref in listed.refs if ref.extension_type == ATTACHMENT)

    def parts(self, number: int) -> list[dict[str, Any]]:
        """Return what a call has told so far."""
        return [
            message["params"]["part"]
            for message in self.page.messages
            if message.get("method") == "job.part" and message["params"]["id"] == number
        ]

    def wait_for_step(self, number: int, step: str) -> str:
        """Wait until a call tells of a step, and return the job's id."""
        part = self.page.wait_for(
            lambda message: (
                message.get("method") == "job.part"
                and message["params"]["id"] == number
                and any(one[1] == step for one in message["params"]["part"]["steps"])
            )
        )
        return part["params"]["part"]["jobId"]


OpenOffice = Callable[[], Office]
