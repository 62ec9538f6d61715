"""Resources are kept as they were sent, and never sent again once anything about them has changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from addin.lib.emulator import Emulator

from .wire import ATTACHMENT, NOON, USER, Shelf, Wire, document, fill_shelf

READS: dict[str, Callable[[Shelf], str]] = {
    "contents": lambda shelf: shelf.path("folders", shelf.folder) + "/contents",
    "search": lambda shelf: shelf.path("folders", shelf.root) + "/search",
    "an item": lambda shelf: shelf.path("items", shelf.design_item),
    "the item of a version": lambda shelf: shelf.path("versions", shelf.design1) + "/item",
    "refs": lambda shelf: shelf.refs(shelf.sheet),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_what_is_renamed_is_read_renamed(wire: Wire, shelf: Shelf, read: Callable[[Shelf], str]) -> None:
    wire.service.seed.add_ref(shelf.sheet, to_id=shelf.design2, extension_type=ATTACHMENT)
    first, again = wire.get(read(shelf)), wire.get(read(shelf))
    assert first.data == again.data
    assert b'"displayName":"Gear"' in first.data
    name = {"type": "items", "id": shelf.design_item, "attributes": {"displayName": "Wheel"}}
    assert wire.patch(shelf.path("items", shelf.design_item), document(name)).status == 200
    assert b'"displayName":"Wheel"' in wire.get(read(shelf)).data


def test_a_changed_policy_is_seen_at_once(start: Callable[..., Emulator]) -> None:
    service = start(hub="none")
    shelf = fill_shelf(service.seed)
    service.seed.add_folder(shelf.folder, name="Inner", created=NOON, by=USER)
    with Wire(service) as wire:
        assert b"lastModifiedTimeRollup" in wire.get(READS["contents"](shelf)).data
        service.policies.change("modified-rollup", "absent")
        assert b"lastModifiedTimeRollup" not in wire.get(READS["contents"](shelf)).data
