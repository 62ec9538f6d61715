"""Names refused before anything is sent, each refusal saying what is wrong."""

from __future__ import annotations

import pytest
from addin.lib.aps.names import check_name
from addin.lib.errors import UsageError


@pytest.mark.parametrize("name", ["a", "x" * 255, "=SUM(A1)", " .hidden ", "歯車 🔧", "%20", "..", "a&b;c"])
def test_names_that_are_taken(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize("character", list("<>:\"/\\|?*'¢™$®"))
def test_a_reserved_character_is_named(character: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_name(f"a{character}b")
    assert caught.value.reference == "names.reserved-character"
    assert caught.value.context["character"] == character
    assert f"contains {character}," in caught.value.message


@pytest.mark.parametrize(
    ("character", "shown"),
    [
        ("\n", "U+000A"),
        ("\r", "U+000D"),
        ("\t", "U+0009"),
        ("\0", "U+0000"),
        ("\f", "U+000C"),
        ("\ud83d", "U+D83D"),
    ],
)
def test_a_character_that_cannot_be_seen_is_named_by_its_number(character: str, shown: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_name(f"a{character}b")
    assert caught.value.context == {"name": "a�b", "character": shown}
    caught.value.message.encode()


def test_the_first_reserved_character_is_the_one_named() -> None:
    with pytest.raises(UsageError) as caught:
        check_name("a?b*c")
    assert caught.value.context["character"] == "?"


def test_lengths() -> None:
    for name, reference in (("", "names.empty"), ("x" * 256, "names.too-long")):
        with pytest.raises(UsageError) as caught:
            check_name(name)
        assert caught.value.reference == reference
        assert "255" in str(caught.value)
    assert caught.value.context["length"] == 256
    assert len(caught.value.message) < 120
