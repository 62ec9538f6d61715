"""The lying hub: hostile names in answers of the described shape, safe when exported and saved."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from addin.lib.aps.folders import list_folder
from addin.lib.aps.hubs import list_hubs, list_projects, list_top_folders
from addin.lib.bridge.protocol import compose_reply
from addin.lib.core.file_names import MOST_BYTES, safe_name
from addin.lib.core.tables import to_csv, to_markdown
from addin.lib.emulator import Emulator, EmulatorOptions
from addin.lib.emulator.sample import lying
from addin.lib.http import HttpClient
from addin.lib.store.files import write_json

from .descriptions import Descriptions
from .excuses import UNDESCRIBED
from .judging import judge_answer
from .recorder import Recorder

pytestmark = pytest.mark.long_only


def test_the_same_seed_lies_the_same_way() -> None:
    names = lying.hostile_names()
    assert len(names) == lying.ITEMS == 10_000
    assert names == lying.hostile_names()
    assert names != lying.hostile_names(seed=1)
    assert max(map(len, names)) == lying.LONG
    assert "" in names


@pytest.mark.long_only
def test_its_answers_are_as_described_and_all_of_it_is_read(descriptions: Descriptions) -> None:
    assert not any("/contents" in template for _, template in UNDESCRIBED)
    seen = 0
    with Emulator(EmulatorOptions(hub="lying")) as service, Recorder(service.url) as recorder:
        with HttpClient(recorder.url, get_token=lambda rejected: service.token) as client:
            hubs = list_hubs(client)
            project = list_projects(client, hubs[0].id)[0]
            for folder in list_top_folders(client, hubs[0].id, project_id=project.id):
                seen += len(list_folder(client, project.id, folder_id=folder.id).items)
        exchanges = recorder.take()
    assert seen == lying.ITEMS + 1
    assert len(exchanges) >= 103
    found = [finding for one in exchanges[::12] for finding in judge_answer(descriptions, one)]
    # That a name is empty is the one thing in which it is not as described.
    assert [text for text in map(str, found) if "minLength: '' should be non-empty" not in text] == []


def test_half_a_pair_goes_over_the_wire_over_the_bridge_and_to_the_disk(tmp_path: Path) -> None:
    half = "\ud83d half"
    text = compose_reply(7, {"name": half})
    text.encode()
    assert json.loads(text)["result"] == {"name": half}
    file = tmp_path / "kept.json"
    write_json(file, {"name": half})
    assert json.loads(file.read_text(encoding="utf-8")) == {"name": half}


def test_no_cell_of_an_export_is_computed_and_no_row_breaks_in_two() -> None:
    names = ["\ud83d\ude00 \ude00", *lying.hostile_names()]
    text = to_csv(["Name", "Again"], [[name, name] for name in names]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == len(names) + 1
    hidden = "\u200b\u2060\ufeff\xad\u3164\u2800\u115f \xa0\u2003\u3000"
    starts = ("=", "+", "-", "@", "\t", "\r")
    assert {row[0] for row in rows if row[0].lstrip(hidden).startswith(starts)} == {"-0"}  # which is a number
    lines = to_markdown(["Name"], [[name] for name in names]).replace("<br>", " ").split("\n")
    assert len(lines) == len(names) + 3
    assert not [line for line in lines if "<" in line]


def test_every_name_makes_a_file_of_one_folder_on_every_system() -> None:
    forbidden = set('<>:"/\\|?*') | {chr(code) for code in (*range(32), 127, 0x202E, 0x2066, 0x200B)}
    for name in lying.hostile_names():
        file_name = safe_name(name, ending="f3d")
        assert not forbidden & set(file_name), ascii(name[:80])
        assert 0 < len(file_name.encode()) <= MOST_BYTES
        assert file_name.endswith(".f3d")
        assert file_name.partition(".")[0].strip().casefold() not in (
            "con",
            "prn",
            "aux",
            "nul",
            "com1",
            "lpt9",
            "",
        )
