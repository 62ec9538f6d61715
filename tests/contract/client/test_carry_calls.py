"""The page's calls about carrying attachments forward."""

from __future__ import annotations

from pathlib import Path

import pytest
from addin.lib.aps.refs import ATTACHMENT
from addin.lib.core.documents import ActiveDocument
from addin.lib.emulator import Emulator, Fault, sample

from .palettes import Palette, open_item
from .workbench import MADE

pytestmark = pytest.mark.long_only


@pytest.fixture
def signed_in(palette: Palette) -> Palette:
    """A palette whose user has signed in."""
    palette.call("account.signIn")
    return palette


def save(service: Emulator) -> tuple[ActiveDocument, dict[str, str]]:
    """The gearbox with two attachments, saved once more."""
    before = open_item(service, sample.DESIGN_NAME, "items:autodesk.fusion360:Design")
    version_id = service.seed.add_version(before.item_id, size=9, inherit="none", **MADE)
    ids = {"projectId": before.project_id, "itemId": before.item_id, "versionId": version_id}
    return before, ids


def list_attached(palette: Palette, *, refresh: bool = True) -> list[str]:
    """The keys of what *This design* shows as attached to the version that is open."""
    found = palette.call("design.relations", refresh=refresh)
    return [
        f"{row['other']['versionId']}|{row['type']}"
        for row in found["relations"]
        if row["group"] == "attachments" and row["ownVersion"] == found["document"]["version"]
    ]


def test_offered_carried_and_not_offered_again(signed_in: Palette, service: Emulator) -> None:
    _, ids = save(service)
    plan = signed_in.call("carry.plan", **ids)
    assert plan["carried"]
    assert plan["warning"]
    assert plan["version"] == plan["before"] + 1
    keys = [one["key"] for one in plan["carried"]]
    number = signed_in.ask("carry.run", keys=[*keys, "no such key"], **ids)
    done = signed_in.answer(number)["result"]
    assert [(one["key"], one["isNew"], one["problem"]) for one in done["results"]] == [
        (key, True, None) for key in keys
    ]
    assert done["left"] == 0
    parts = [m["params"]["part"] for m in signed_in.page.messages if m.get("method") == "job.part"]
    assert parts == done["results"]
    again = signed_in.call("carry.plan", **ids)
    assert (again["carried"], again["there"]) == ([], len(keys))
    made = [key for key in keys if key.endswith(ATTACHMENT)]
    assert made


def test_what_was_carried_is_shown_before_the_service_tells_it(signed_in: Palette, service: Emulator) -> None:
    before, ids = save(service)
    signed_in.app.change_document(before._replace(version_id=ids["versionId"]))
    service.policies.change("late-write", "10")
    keys = [one["key"] for one in signed_in.call("carry.plan", **ids)["carried"]]
    signed_in.call("carry.run", keys=keys, **ids)
    shown = list_attached(signed_in)
    assert sorted(shown) == sorted(key for key in keys if key.endswith(ATTACHMENT))
    service.clock.advance(10)
    assert list_attached(signed_in) == shown


def test_what_may_have_been_carried_is_looked_for_again(signed_in: Palette, service: Emulator) -> None:
    before, ids = save(service)
    signed_in.app.change_document(before._replace(version_id=ids["versionId"]))
    assert list_attached(signed_in) == []
    [key, *_] = [one["key"] for one in signed_in.call("carry.plan", **ids)["carried"]]
    refs = "*/relationships/refs"
    service.add_fault(Fault(method="POST", path=refs, nth=(1,), action="reset-after"))
    service.add_fault(Fault(method="GET", path=refs, nth=tuple(range(2, 9)), status=403, body="{}"))
    [result] = signed_in.call("carry.run", keys=[key], **ids)["results"]
    assert result["problem"]["reference"] == "refs.unconfirmed"
    service.clear_faults()
    assert list_attached(signed_in, refresh=False) == [key]


def test_only_what_is_chosen(signed_in: Palette, service: Emulator) -> None:
    _, ids = save(service)
    first, *rest = [one["key"] for one in signed_in.call("carry.plan", **ids)["carried"]]
    signed_in.call("carry.run", keys=[first], **ids)
    assert [one["key"] for one in signed_in.call("carry.plan", **ids)["carried"]] == rest


def test_never_is_remembered_and_can_be_taken_back(
    signed_in: Palette, service: Emulator, tmp_path: Path
) -> None:
    _, ids = save(service)
    assert signed_in.call("carry.plan", **ids)["isNever"] is False
    signed_in.call("carry.never", itemId=ids["itemId"], never=True)
    assert signed_in.call("carry.plan", **ids)["isNever"] is True
    (tmp_path / "choices.json").write_text("{")
    assert signed_in.call("carry.plan", **ids)["isNever"] is False
    signed_in.call("carry.never", itemId=ids["itemId"], never=True)
    signed_in.call("carry.never", itemId=ids["itemId"], never=False)
    assert signed_in.call("carry.plan", **ids)["isNever"] is False


def test_a_choice_that_cannot_be_kept_is_told(signed_in: Palette, tmp_path: Path) -> None:
    (tmp_path / "choices.lock").mkdir()
    error = signed_in.fail("carry.never", itemId="x", never=True)
    assert error["data"]["reference"] == "store.no-choices"


def test_keys_that_are_no_list_are_refused(signed_in: Palette, service: Emulator) -> None:
    _, ids = save(service)
    assert signed_in.fail("carry.run", keys="all", **ids)["code"] == -32602
