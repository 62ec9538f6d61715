"""Several people who sign in, their pictures, and a sign-in page that refuses."""

from __future__ import annotations

import html
import re
import struct
from collections.abc import Callable, Iterator

import pytest
from addin.lib.emulator import Emulator, sample
from addin.lib.emulator.auth.pictures import SIZES

from .signing_in import AUTHORIZE, CALLBACK, choose, press, query, sign_in
from .wire import USER, Reply, Wire

HUBS = "/project/v1/hubs"
STRANGE_APP = {"client_id": "nobody-knows"}
STRANGE_ADDRESS = {"redirect_uri": "http://localhost:1/elsewhere"}


@pytest.fixture
def sample_wire(service: Emulator) -> Iterator[Wire]:
    """A connection to the sample hub."""
    with Wire(service) as opened:
        yield opened


def heading(reply: Reply) -> str:
    """What a page says below its heading."""
    found = re.search(r"</h1><p>(.*?)</p>", reply.data.decode())
    assert found
    return html.unescape(found[1])


def radios(reply: Reply) -> list[tuple[str, bool]]:
    """The people to choose from, and which of them is chosen."""
    found = re.findall(r'<input type="radio" name="user" value="([^"]+)"( checked)?>', reply.data.decode())
    return [(user, bool(checked)) for user, checked in found]


def test_the_page_offers_two_people_and_has_the_first_chosen(sample_wire: Wire) -> None:
    page = sample_wire.get(query(sample_wire), token=None)
    assert radios(page) == [(sample.SAMPLE_USER, True), (sample.COLLEAGUE, False)]
    assert b"designer@example.com" in page.data
    assert b"ingrid.vogel@example.com" in page.data


def test_one_person_alone_is_no_choice(wire: Wire) -> None:
    page = wire.get(query(wire), token=None)
    assert radios(page) == []
    assert b"Mika Sample" in page.data


@pytest.mark.parametrize("user", [None, sample.SAMPLE_USER, sample.COLLEAGUE])
def test_who_is_chosen_signs_in(sample_wire: Wire, user: str | None) -> None:
    token = sign_in(sample_wire, user=user)["access_token"]
    profile = sample_wire.get("/userinfo", token=token).json
    assert profile["sub"] == (user or sample.SAMPLE_USER)


def test_a_name_is_text_and_never_markup(wire: Wire) -> None:
    wire.service.seed.add_user('"><i>', name="<b>Bold</b>", email="bold@example.com")
    page = wire.get(query(wire), token=None)
    assert b"<b>Bold" not in page.data
    assert b"&lt;b&gt;Bold" in page.data
    assert wire.get("/userinfo", token=sign_in(wire, user='"><i>')["access_token"]).json["sub"] == '"><i>'


@pytest.mark.parametrize("user", ["", "NOBODY", "SAMPLEUSER03"])
def test_nobody_else_signs_in(sample_wire: Wire, user: str) -> None:
    reply = choose(sample_wire, "allow", user=user)
    assert reply.status == 400
    assert heading(reply) == "Nobody here is called that. Go back, and choose who signs in."


def test_who_denies_is_not_signed_in_whoever_it_is(sample_wire: Wire) -> None:
    assert press(sample_wire, "deny", user=sample.COLLEAGUE)["error"] == "access_denied"


def test_the_page_comes_again_with_prompt_login(sample_wire: Wire) -> None:
    for _ in range(2):
        tokens = sign_in(sample_wire, user=sample.COLLEAGUE, prompt="login")
        assert sample_wire.get("/userinfo", token=tokens["access_token"]).json["name"] == "Ingrid Vogel"


def test_a_personal_hub_is_that_persons_alone(sample_wire: Wire) -> None:
    token = sign_in(sample_wire, user=sample.COLLEAGUE)["access_token"]
    mine = [hub["id"] for hub in sample_wire.get(HUBS).json["data"]]
    seen = [hub["id"] for hub in sample_wire.get(HUBS, token=token).json["data"]]
    assert (len(mine), seen) == (2, mine[:1])


def test_a_profile_has_pictures_of_every_size(sample_wire: Wire) -> None:
    base = sample_wire.service.url
    profile = sample_wire.get("/userinfo").json
    assert set(profile["thumbnails"]) == {f"sizeX{size}" for size in SIZES}
    assert profile["picture"] == profile["thumbnails"]["sizeX120"]
    for size in SIZES:
        url = profile["thumbnails"][f"sizeX{size}"]
        assert url.startswith(f"{base}/")
        reply = sample_wire.get(url.removeprefix(base), token=None)
        assert (reply.status, reply.headers["Content-Type"]) == (200, "image/png")
        assert reply.data[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", reply.data[16:24]) == (size, size)


def test_every_person_has_a_picture_of_their_own(sample_wire: Wire) -> None:
    users = [f"SAMPLEUSER0{number}" for number in range(1, 7)]
    pictures = {sample_wire.get(f"/_pictures/{user}/x80.png", token=None).data for user in users}
    assert len(pictures) == len(users)


@pytest.mark.parametrize("path", ["NOBODY/x80.png", f"{USER}/x81.png", f"{USER}/80.png", f"{USER}/x80.jpg"])
def test_there_is_no_other_picture(wire: Wire, path: str) -> None:
    assert wire.get(f"/_pictures/{path}", token=None).status == 404


def test_policy_of_absent_pictures(start: Callable[..., Emulator]) -> None:
    with Wire(start(hub="none", policies={"user-picture": "absent"})) as wire:
        assert not {"picture", "thumbnails"} & set(wire.get("/userinfo").json)


def test_policy_of_pictures(start: Callable[..., Emulator]) -> None:
    with Wire(start(hub="none", policies={"user-picture": "present"})) as wire:
        assert {"picture", "thumbnails"} <= set(wire.get("/userinfo").json)


@pytest.mark.parametrize(
    ("changes", "problem"), [(STRANGE_APP, "client id"), (STRANGE_ADDRESS, "redirect_uri")]
)
def test_policy_of_a_refusal_on_a_page(
    start: Callable[..., Emulator], changes: dict[str, str], problem: str
) -> None:
    with Wire(start(hub="none", policies={"authorize-refusal": "page"})) as wire:
        reply = wire.get(query(wire, **changes), token=None)
    assert (reply.status, reply.headers.get_content_type()) == (400, "text/html")
    assert problem in heading(reply)


@pytest.mark.parametrize(
    ("changes", "problem"), [(STRANGE_APP, "client id"), (STRANGE_ADDRESS, "redirect_uri")]
)
def test_policy_of_a_refusal_in_json(
    start: Callable[..., Emulator], changes: dict[str, str], problem: str
) -> None:
    with Wire(start(hub="none", policies={"authorize-refusal": "json"})) as wire:
        reply = wire.get(query(wire, **changes), token=None)
    assert (reply.status, reply.headers.get_content_type()) == (400, "application/json")
    assert problem in reply.json["developerMessage"]


@pytest.mark.parametrize(
    ("changes", "problem"), [(STRANGE_APP, "client id"), (STRANGE_ADDRESS, "redirect_uri")]
)
def test_policy_of_a_refusal_that_leads_to_a_page(
    start: Callable[..., Emulator], changes: dict[str, str], problem: str
) -> None:
    with Wire(start(hub="none", policies={"authorize-refusal": "redirect"})) as wire:
        reply = wire.get(query(wire, **changes), token=None)
        assert reply.status == 302
        assert reply.headers["Location"].startswith(f"{AUTHORIZE}/error?")
        page = wire.get(reply.headers["Location"], token=None)
    assert (page.status, page.headers.get_content_type()) == (200, "text/html")
    assert problem in heading(page)


def test_a_refusal_is_never_sent_to_an_address_that_is_not_registered(start: Callable[..., Emulator]) -> None:
    with Wire(start(hub="none", policies={"authorize-refusal": "redirect"})) as wire:
        assert press(wire, "deny")["error"] == "access_denied"
        reply = wire.get(query(wire, redirect_uri=f"{CALLBACK}/"), token=None)
    assert "localhost:8917" not in reply.headers["Location"]


def test_the_page_of_refusals_repeats_nothing_of_its_address(wire: Wire) -> None:
    page = wire.get(f"{AUTHORIZE}/error?error=%3Cb%3Ecall%20us%3C/b%3E", token=None)
    assert heading(page) == "Something went wrong."
