"""JSON-RPC 2.0 as the page and the host speak it."""

from __future__ import annotations

import json

import pytest
from addin.lib.bridge.protocol import (
    INVALID_PARAMS,
    INVALID_REQUEST,
    PARSE_ERROR,
    Call,
    ProtocolError,
    compose_error,
    compose_notification,
    compose_reply,
    parse_call,
)
from addin.lib.errors import RefError


def test_a_call_is_read() -> None:
    call = parse_call('{"jsonrpc": "2.0", "id": 7, "method": "tree.list", "params": {"kind": "root"}}')
    assert call == Call("tree.list", {"kind": "root"}, 7)
    assert parse_call('{"jsonrpc": "2.0", "method": "job.cancel"}') == Call("job.cancel", {}, None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", PARSE_ERROR),
        ("{", PARSE_ERROR),
        ("[" * 100_000, PARSE_ERROR),
        ("[]", INVALID_REQUEST),
        ("7", INVALID_REQUEST),
        ('{"method": "x"}', INVALID_REQUEST),
        ('{"jsonrpc": "2.0", "id": 1}', INVALID_REQUEST),
        ('{"jsonrpc": "2.0", "id": {}, "method": "x"}', INVALID_REQUEST),
        ('{"jsonrpc": "2.0", "id": true, "method": "x"}', INVALID_REQUEST),
        ('{"jsonrpc": "2.0", "id": 1, "method": "x", "params": [1]}', INVALID_PARAMS),
    ],
)
def test_what_is_no_call_is_an_error_with_its_code(text: str, code: int) -> None:
    with pytest.raises(ProtocolError) as caught:
        parse_call(text)
    assert caught.value.code == code
    assert caught.value.reference == "bridge.bad-message"


def test_replies_and_notifications_have_the_shape_of_the_standard() -> None:
    assert json.loads(compose_reply(7, {"a": 1})) == {"jsonrpc": "2.0", "id": 7, "result": {"a": 1}}
    assert json.loads(compose_notification("x.y", {})) == {"jsonrpc": "2.0", "method": "x.y", "params": {}}


def test_an_error_has_the_one_shape_of_errors() -> None:
    error = json.loads(compose_error(7, RefError("refs.to-itself", name="Gear")))["error"]
    assert error["code"] == -32000
    assert error["data"]["reference"] == "refs.to-itself"
    assert "Gear" in error["data"]["message"]
    assert error["data"]["next"]
    assert error["data"]["context"] == {"name": "Gear"}
