"""Texts in a language, filled."""

from __future__ import annotations

import json

import pytest
from addin.lib.bridge.protocol import compose_error, compose_notification, compose_reply
from addin.lib.bridge.words import direction_text, kind_name, ref_text, stale_text
from addin.lib.errors import DataBrowserError, ServiceError, UsageError
from addin.lib.texts import Wordings, error_wordings, isolate

ATTACHMENT = "auxiliary:autodesk.core:Attachment"
ARABIC = "علبة"


def test_an_error_is_put_into_words_where_it_leaves() -> None:
    error = ServiceError("service.locked", what="folder", answer="423")
    [german, english] = [
        json.loads(compose_error(1, error, language=language))["error"] for language in ("de", "en")
    ]
    assert german["message"] == "Von jemand anderem gesperrt: der Ordner (423)."
    assert german["data"]["message"] == german["message"]
    assert english["message"] == "The folder is locked by somebody else (423)."
    assert german["data"]["reference"] == english["data"]["reference"] == "service.locked"


def test_errors_within_an_answer_come_in_its_language() -> None:
    row = {"problems": [{"problem": DataBrowserError("sign-in.needed").as_dict()}]}
    for text in (compose_reply(1, row, language="de"), compose_notification("x", row, language="de")):
        assert "Niemand ist angemeldet." in text


def test_sentences_about_refs_come_in_a_language() -> None:
    said = {
        "kind": kind_name(ATTACHMENT),
        "direction": direction_text(ATTACHMENT, "from", own="A", other="B"),
        "notes": Wordings((ref_text("made", name="B"), ref_text("unread"))),
    }
    told = json.loads(compose_reply(1, said, language="de"))["result"]
    assert told["kind"] == "Anhang"
    assert told["direction"] == "„B“ ist an „A“ angehängt."
    assert told["notes"].startswith("„B“ wurde angehängt. Was mit")
    assert stale_text.__doc__


def test_what_a_setting_may_be_is_said_in_the_language() -> None:
    error = UsageError("settings.bad-value", name="service", allowed="service")
    message, _ = error_wordings(error.reference, error.context)
    assert message.in_language("de") == "Die Einstellung service stimmt nicht; erlaubt ist: sample oder aps."
    outer = UsageError("settings.machine-broken", path="/x", why=message)
    assert "sample oder aps." in json.loads(compose_error(1, outer, language="de"))["error"]["message"]


def test_the_log_is_in_english() -> None:
    assert str(DataBrowserError("sign-in.needed")) == "Nobody is signed in. Sign in to see your hubs."


def test_an_error_that_a_file_keeps_has_no_language() -> None:
    error = UsageError("addresses.folder", text="x")
    assert json.loads(json.dumps(error.as_record())) == {
        "reference": "addresses.folder",
        "context": {"text": "x"},
    }


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Gearbox", "Gearbox"),
        (ARABIC, f"\u2068{ARABIC}\u2069"),
        ("evil\u202egnp.exe", "\u2068evilgnp.exe\u2069"),
        ("\u2069out", "\u2068out\u2069"),
    ],
)
def test_a_name_keeps_its_writing_direction_to_itself(name: str, shown: str) -> None:
    assert isolate(name) == shown
    assert f"„{shown}“" in json.loads(compose_reply(1, ref_text("made", name=name), language="de"))["result"]
