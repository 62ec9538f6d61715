"""Bad answers of every shape, as typed errors that a person can read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from addin.lib import errors
from addin.lib.http.answers import check_answer, parse_answer
from addin.lib.http.client import Response
from addin.lib.http.fields import Fields

JSON_API = {
    "jsonapi": {"version": "1.0"},
    "errors": [
        {"id": "e-1", "status": "404", "code": "FOLDER_NOT_FOUND", "detail": "ApiError Folder not found"}
    ],
}


def response(status: int, body: Any = None, **headers: str) -> Response:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(
        status, "Reason", data, {name.replace("_", "-"): value for name, value in headers.items()}
    )


def failing(answer: Response) -> errors.ServiceError:
    with pytest.raises(errors.ServiceError) as caught:
        check_answer(answer, "folder")
    return caught.value


@pytest.mark.parametrize(
    ("status", "kind", "reference"),
    [
        (400, errors.BadInput, "service.bad-input"),
        (401, errors.NotSignedIn, "service.not-signed-in"),
        (403, errors.Forbidden, "service.forbidden"),
        (404, errors.NotFound, "service.not-found"),
        (408, errors.ServiceDown, "service.service-down"),
        (409, errors.Conflict, "service.conflict"),
        (410, errors.NotFound, "service.not-found"),
        (412, errors.Conflict, "service.conflict"),
        (415, errors.BadInput, "service.bad-input"),
        (423, errors.Conflict, "service.locked"),
        (429, errors.TooManyRequests, "service.quota"),
        (500, errors.ServiceDown, "service.service-down"),
        (502, errors.ServiceDown, "service.service-down"),
        (302, errors.ServiceError, "service.unexpected-status"),
        (418, errors.ServiceError, "service.unexpected-status"),
    ],
)
def test_each_status_is_a_typed_error(status: int, kind: type[errors.ServiceError], reference: str) -> None:
    error = failing(response(status, {}))
    assert type(error) is kind
    assert error.reference == reference
    assert error.status == status


def test_the_json_api_shape() -> None:
    error = failing(response(404, JSON_API))
    assert (error.code, error.context["error_id"]) == ("FOLDER_NOT_FOUND", "e-1")
    assert "404 FOLDER_NOT_FOUND: ApiError Folder not found" in str(error)


@pytest.mark.parametrize(
    ("status", "code", "reference"),
    [
        (403, "AUTH-010", "service.missing-scope"),
        (403, "Auth-010", "service.missing-scope"),
        (403, "AUTH-001", "service.app-not-entitled"),
        (401, "AUTH-006", "service.not-signed-in"),
    ],
)
def test_the_gateway_shape(status: int, code: str, reference: str) -> None:
    error = failing(response(status, {"developerMessage": "Not so.", "errorCode": code, "more info": "x"}))
    assert (error.reference, error.code) == (reference, code)
    assert "Not so." in str(error)


def test_the_oauth_shape() -> None:
    error = failing(response(400, {"error": "invalid_grant", "error_description": "The code has expired."}))
    assert error.code == "invalid_grant"
    assert "The code has expired." in str(error)


def test_the_object_storage_shape() -> None:
    assert "Bucket already exists" in str(failing(response(409, {"reason": "Bucket already exists"})))


def test_plain_text_is_shown_and_a_page_in_html_is_not() -> None:
    assert "Token expired" in str(failing(response(401, b"Token expired")))
    page = failing(response(502, b"<html><body><h1>Bad Gateway</h1></body></html>", Content_Type="text/html"))
    assert "<" not in str(page)
    assert "502 Reason" in str(page)


@pytest.mark.parametrize(
    "body", [[], ["x"], {"errors": []}, {"errors": ["x"]}, {"errors": [{"code": 7}]}, None, 3]
)
def test_an_error_of_no_known_shape_is_still_an_error(body: object) -> None:
    assert failing(response(404, body)).code == ""


def test_the_quota_says_when_to_come_back() -> None:
    error = failing(response(429, {"developerMessage": "Quota limit exceeded."}, Retry_After="12"))
    assert error.reference == "service.quota-wait"
    assert "12 seconds" in error.next_step


def test_a_long_or_secret_detail_is_cut_and_cleaned() -> None:
    error = failing(response(400, {"reason": "Bearer abcdefghijk " + "x" * 1000}))
    assert "abcdefghijk" not in str(error)
    assert len(str(error)) < 600


def test_a_long_id_is_cut_and_cleaned_where_a_field_is_missing() -> None:
    error = Fields({"id": "\u202eBearer abcdefghijk " + "x" * 65536}, "folder").bad("attributes.name")
    assert "abcdefghijk" not in str(error)
    assert "\u202e" not in str(error)
    assert len(str(error)) < 600


@pytest.mark.parametrize("body", [b'{"data": [', b"", b"<html>", b"[]", b"7", b"\xff\xfe"])
def test_a_good_status_with_a_bad_body_is_malformed(body: bytes) -> None:
    with pytest.raises(errors.MalformedAnswer) as caught:
        parse_answer(response(200, body), "hubs")
    assert caught.value.reference == "service.not-json"


def test_a_missing_field_is_named_with_its_resource() -> None:
    with pytest.raises(errors.MalformedAnswer) as caught:
        Fields({"id": "f-1", "attributes": {}}, "folder").text("attributes.name")
    assert caught.value.reference == "service.missing-field"
    assert "the folder" in str(caught.value)
    assert '"attributes.name"' in str(caught.value)
    assert "f-1" in str(caught.value)


@pytest.mark.parametrize(
    ("read", "value"),
    [
        ("text", 7),
        ("text", ""),
        ("text", None),
        ("optional_text", 7),
        ("number", "7"),
        ("number", True),
        ("number", None),
        ("optional_number", "7"),
        ("flag", "yes"),
        ("time", "yesterday"),
        ("time", "2026-13-45T00:00:00Z"),
        ("time", 7),
        ("mapping", []),
        ("list", {}),
        ("list", None),
        ("optional_list", "x"),
    ],
)
def test_a_mistyped_field_is_refused(read: str, value: object) -> None:
    with pytest.raises(errors.MalformedAnswer):
        getattr(Fields({"a": {"b": value}}, "item"), read)("a.b")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2016-05-24T19:25:23.000Z", "2016-05-24T19:25:23+00:00"),
        ("2016-05-24T19:25:27+00:00", "2016-05-24T19:25:27+00:00"),
        ("2016-05-24T19:25:27+0200", "2016-05-24T19:25:27+02:00"),
        ("2016-05-24T19:25:11.1234567Z", "2016-05-24T19:25:11.123456+00:00"),
        ("2016-05-24T19:25:11", "2016-05-24T19:25:11+00:00"),
    ],
)
def test_times_are_read_in_every_style_in_use(text: str, iso: str) -> None:
    moment = Fields({"t": text}, "item").time("t")
    assert moment is not None
    assert moment.isoformat() == iso


def test_what_is_absent_has_an_empty_value() -> None:
    fields = Fields({}, "item")
    assert (fields.optional_text("a.b"), fields.optional_number("a"), fields.flag("a"), fields.time("a")) == (
        "",
        None,
        False,
        None,
    )
    assert (fields.mapping("a"), fields.optional_list("a")) == ({}, ())


def test_a_resource_that_is_no_object_is_malformed() -> None:
    with pytest.raises(errors.MalformedAnswer):
        Fields(["x"], "item")


@pytest.mark.parametrize("asked", ["9" * 400, "Wed, 21 Oct 9999 07:28:00 GMT"])
def test_a_wait_beyond_reason_is_a_number_all_the_same(asked: str) -> None:
    assert failing(response(429, {}, Retry_After=asked)).context["retry_after"] == 24 * 3600


def test_control_characters_in_a_detail_do_not_reach_a_terminal() -> None:
    text = str(failing(response(403, {"reason": "\x1b]0;title\x07 no \u202e way"})))
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_json_nested_beyond_reason_is_malformed() -> None:
    deep = b"[" * 300_000
    with pytest.raises(errors.MalformedAnswer):
        parse_answer(response(200, deep), "hubs")
    assert failing(response(500, deep)).code == ""
