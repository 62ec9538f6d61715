"""Paths from ids: one percent-encoded segment each."""

from __future__ import annotations

import pytest
from addin.lib.errors import UsageError
from addin.lib.http import build_path
from addin.lib.http.redaction import redact_path, redact_text
from addin.lib.http.urls import build_form


def test_a_version_id_is_one_segment() -> None:
    path = build_path("versions", "urn:adsk.wipprod:fs.file:vf.AeYg?version=2", "relationships", "refs")
    assert path == "/versions/urn%3Aadsk.wipprod%3Afs.file%3Avf.AeYg%3Fversion%3D2/relationships/refs"


def test_slashes_and_percent_signs_stay_inside_their_segment() -> None:
    assert build_path("a", "b/c%2Fd") == "/a/b%2Fc%252Fd"


def test_a_query_is_encoded_too() -> None:
    path = build_path("contents", query={"filter[type]": "items", "page[number]": "1"})
    assert path == "/contents?filter%5Btype%5D=items&page%5Bnumber%5D=1"


@pytest.mark.parametrize("bad", ["", ".", "..", "\ud800"])
def test_an_id_that_a_library_would_fold_away_is_refused(bad: str) -> None:
    with pytest.raises(UsageError) as caught:
        build_path("folders", bad, "contents")
    assert caught.value.reference == "http.bad-id"


@pytest.mark.parametrize("fields", [{"filter[name]": "ge\ud800ar"}, {"filter[\ud800]": "gear"}])
def test_half_a_character_is_refused_and_not_repeated(fields: dict[str, str]) -> None:
    for build in (lambda: build_path("search", query=fields), lambda: build_form(fields)):
        with pytest.raises(UsageError) as caught:
            build()
        assert (caught.value.reference, caught.value.context) == ("http.bad-text", {})


def test_a_form_has_a_plus_for_a_space() -> None:
    assert build_form({"scope": "data:read openid"}) == "scope=data%3Aread+openid"


def test_a_shown_path_keeps_only_harmless_values() -> None:
    shown = redact_path("https://host/x?page[limit]=200&Signature=abc&sig=def&filter[type]=items#token=ghi")
    assert "page[limit]=200" in shown
    assert "filter[type]=items" in shown
    assert not any(secret in shown for secret in ("abc", "def", "ghi"))


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer SECRETVALUE",
        "Basic U0VDUkVUVkFMVUU6SECRETVALUE",
        '{"access_token": "SECRETVALUE", "expires_in": 1}',
        "refresh_token=SECRETVALUE&client_id=x",
        "code=SECRETVALUE&state=y",
        "'password': 'SECRETVALUE'",
        "Cookie: JSESSIONID=SECRETVALUE",
        '"sessionid":"SECRETVALUE"',
        "eyJhbGciOiJSUzI1NiJ9.SECRETVALUE.c2lnbmF0dXJl",
        "https://host/x?sig=SECRETVALUE",
    ],
)
def test_a_secret_in_a_text_is_removed(text: str) -> None:
    assert "SECRETVALUE" not in redact_text(text)


def test_a_text_without_secrets_stays_as_it_is() -> None:
    text = "Folder not found: urn:adsk.wipprod:fs.folder:co.x (status code 404)"
    assert redact_text(text) == text
