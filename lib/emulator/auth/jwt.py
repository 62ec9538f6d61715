"""JSON Web Tokens signed with RS256 (RFC 7515, RFC 7519), and the key set by which they are checked."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping

from .signing_key import KEY_ID, load_key

ISSUER = "https://developer.api.autodesk.com"
# What stands before a SHA-256 digest inside a signature (RFC 8017, section 9.2).
_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


def sign_claims(claims: Mapping[str, object]) -> str:
    """Return the compact form of a token with these claims."""
    signed = f"{_encode_json({'alg': 'RS256', 'kid': KEY_ID})}.{_encode_json(claims)}"
    return f"{signed}.{_encode(_sign(signed.encode('ascii')))}"


def key_set() -> dict[str, list[dict[str, str]]]:
    """Return the public half of the key as a JWKS (RFC 7517)."""
    key = load_key()
    public = {"kid": KEY_ID, "kty": "RSA", "use": "sig"}
    return {"keys": [{**public, "n": _encode_number(key.modulus), "e": _encode_number(key.exponent)}]}


def _sign(message: bytes) -> bytes:
    """Return the RSASSA-PKCS1-v1_5 signature of a message (RFC 8017, section 8.2.1)."""
    key = load_key()
    size = (key.modulus.bit_length() + 7) // 8
    digest = _DIGEST_INFO + hashlib.sha256(message).digest()
    padded = b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest
    return key.sign(int.from_bytes(padded, "big")).to_bytes(size, "big")


def _encode_json(value: Mapping[str, object]) -> str:
    return _encode(json.dumps(value, separators=(",", ":")).encode())


def _encode_number(number: int) -> str:
    return _encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
