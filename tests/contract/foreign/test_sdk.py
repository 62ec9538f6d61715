"""The official SDK for Node.js gets its work done on the local service: a client that nobody here wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from addin.lib.aps.refs import ATTACHMENT
from addin.lib.emulator import Emulator, sample
from addin.lib.scripting import Session

from .programs import run_sdk

pytestmark = [pytest.mark.long_only, pytest.mark.timeout(600)]  # whoever comes first installs the packages


def test_the_hub(service: Emulator, session: Session, node_modules: Path) -> None:
    ours = {node.path: node for node in session.walk()}
    results = run_sdk(
        node_modules,
        "hub",
        service=service.url,
        token=service.token,
        hub=sample.TEAM_HUB,
        project=sample.MAIN_PROJECT,
        design=sample.DESIGN_NAME,
        sheet=sample.SPREADSHEET_TO_ATTACH,
    )
    hub, project = (sample.TEAM_HUB,), (sample.TEAM_HUB, sample.MAIN_PROJECT)
    assert {one["name"] for one in results["hubs"]} == {sample.TEAM_HUB, sample.PERSONAL_HUB}
    assert {(*hub, one["name"]) for one in results["projects"]} == {
        path for path, node in ours.items() if path[:1] == hub and node.kind == "project"
    }
    assert results["top folders"]
    items = {(*project, *item["path"]): item["id"] for item in results["contents"]}
    assert items == {
        path: node.id for path, node in ours.items() if path[:2] == project and node.kind == "item"
    }
    versions = results["versions"]
    assert [one["number"] for one in versions] == list(range(len(versions), 0, -1))
    assert results["tip"]["tip"] == results["tip"]["version"] == versions[0]["id"]
    sheet = next(
        item["tip"] for item in results["contents"] if item["path"][-1] == sample.SPREADSHEET_TO_ATTACH
    )
    ref = {"type": ATTACHMENT, "from": versions[0]["id"], "to": sheet}
    at_design, at_sheet = results["read it at both ends"]
    assert {**ref, "direction": "from"} in at_design
    assert {**ref, "direction": "to"} in at_sheet
    assert results["read it by a command"] == at_sheet
    assert any(one.raw_path.startswith("//project/v1/hubs") for one in service.log)
