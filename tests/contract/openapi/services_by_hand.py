"""Requests of sign-in, derivatives and schemas by `http.client` alone, beyond what our client asks."""

from __future__ import annotations

import json
from http.cookies import SimpleCookie
from urllib.parse import quote, urlencode, urlsplit

from addin.lib.emulator import Emulator

from .by_hand import Wire, thumbnail_path
from .shelf import Shelf, q

_SIGN_IN = "/authentication/v2"
_SERVICES = ("/modelderivative/v2/designdata", "/modelderivative/v2/regions/eu/designdata")
_TRANSLATION_SECONDS = 10.0
_CALLBACK = "http://localhost:8917/callback"
_JSON = {"Content-Type": "application/json", "Accept": "application/json"}


def ask_services(wire: Wire, service: Emulator, shelf: Shelf) -> None:
    """Ask, as described, for what these services have."""
    wire.get(f"{_SIGN_IN}/keys", 200, token="")
    wire.get("/.well-known/openid-configuration", 200, token="")
    wire.get(f"{_SIGN_IN}/logout", 302, token="")
    wire.get(f"{_SIGN_IN}/logout?post_logout_redirect_uri={quote(_CALLBACK, safe='')}", 302, token="")
    for token in (service.token, "unknown"):
        fields = {"token": token, "client_id": service.public_client_id}
        wire.post_form(f"{_SIGN_IN}/introspect", fields, 200)
    for path in _SERVICES:
        _ask_for_derivatives(wire, service, shelf, path)
    wire.get("/schema/v1/versions/hubs:autodesk.core:Hub-1.0", 200)


def ask_services_wrongly(wire: Wire, service: Emulator, shelf: Shelf) -> None:
    """Send what these services must refuse."""
    public = {"client_id": service.public_client_id}
    wire.post_form(f"{_SIGN_IN}/introspect", public, 400)
    wire.post_form(f"{_SIGN_IN}/introspect", {"token": "x"}, 401)
    wire.get(f"{_SIGN_IN}/logout?{urlencode({'post_logout_redirect_uri': 'https://evil.example/'})}", 400)
    design, unknown = (
        thumbnail_path(version_id).removesuffix("/thumbnail")
        for version_id in (shelf.version, "urn:adsk.wipprod:fs.file:vf.none?version=1")
    )
    for path in (f"{unknown}/manifest", f"{design}/metadata", f"{design}/metadata/none"):
        wire.get(path, 404)
        wire.get(path, 401, token="")
    wire.get(f"{design}=/manifest", 400)
    wire.get(f"{design}/metadata/none/properties", 404)
    wire.get(f"{design}/manifest/none/signedcookies", 404)
    wire.ask("HEAD", f"{design}/manifest/none", 404)
    wire.ask("DELETE", f"{design}=/manifest", 400)
    wire.ask("GET", f"{design}/manifest", 400, headers={"region": "MOON"})
    job, urn = f"{_SERVICES[0]}/job", unknown.rpartition("/")[2]
    formats = {"formats": [{"type": "thumbnail"}]}
    for body, status in (({}, 400), ({"input": {"urn": urn}, "output": formats}, 404)):
        wire.ask("POST", job, status, headers=_JSON, body=json.dumps(body))
    wire.get("/schema/v1/versions/nobody:knows:It-1.0", 404)


def ask_for_a_failure(wire: Wire, service: Emulator, shelf: Shelf) -> None:
    """Ask for a translation of a service on which all of them fail."""
    design = thumbnail_path(shelf.version).removesuffix("/thumbnail")
    _start_job(wire, _SERVICES[0], design.rpartition("/")[2], 200)
    service.clock.advance(_TRANSLATION_SECONDS)
    assert json.loads(wire.get(f"{design}/manifest", 200))["derivatives"][0]["messages"]


def _start_job(wire: Wire, path: str, urn: str, expected: int, **headers: str) -> None:
    formats = [{"type": "thumbnail", "advanced": {"width": 100}}, {"type": "svf2", "views": ["3d"]}]
    body = {"input": {"urn": urn, "checkReferences": True}, "output": {"formats": formats}}
    wire.ask("POST", f"{path}/job", expected, headers={**_JSON, **headers}, body=json.dumps(body))


def _ask_for_derivatives(wire: Wire, service: Emulator, shelf: Shelf, path: str) -> None:
    urn = thumbnail_path(shelf.version).split("/")[-2]
    design = f"{path}/{urn}"
    changed, _ = wire.ask("GET", f"{path}/formats", 200)
    wire.ask("GET", f"{path}/formats", 304, headers={"If-Modified-Since": str(changed["Last-Modified"])})
    _start_job(wire, path, urn, 200)
    wire.get(f"{design}/manifest", 200)
    service.clock.advance(_TRANSLATION_SECONDS)
    _start_job(wire, path, urn, 201)
    wire.get(f"{design}/thumbnail", 200)
    pictures = json.loads(wire.get(f"{design}/manifest", 200))["derivatives"][0]["children"]
    file = f"{design}/manifest/{q(pictures[0]['urn'])}"
    [view] = json.loads(wire.get(f"{design}/metadata", 200))["data"]["metadata"]
    objects = f"{design}/metadata/{view['guid']}"
    for status, seconds in ((200, 0.0), (202, _TRANSLATION_SECONDS)):
        wire.get(f"{objects}?objectid=1", status)
        wire.get(f"{objects}/properties", status)
        wire.ask("HEAD", file, status)
        if not seconds:
            _start_job(wire, path, urn, 200, **{"x-ads-force": "true"})
        service.clock.advance(seconds)
    headers, data = wire.ask("GET", f"{file}/signedcookies?minutes-expiration=5", 200)
    jar = SimpleCookie()
    for line in headers.get_all("Set-Cookie", []):
        jar.load(line)
    cookie = "; ".join(f"{name}={one.value}" for name, one in jar.items())
    wire.ask("GET", urlsplit(json.loads(data)["url"]).path, 200, headers={"Cookie": cookie}, token="")
    wire.ask("DELETE", f"{design}/manifest", 200)
