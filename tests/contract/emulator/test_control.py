"""The service's own switches over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from addin.lib.emulator import Emulator, Fault, sample
from addin.lib.emulator.policies import ALLOWED

from .wire import ATTACHMENT, NOON, USER, Reply, Shelf, Wire, q, ref_body

HUBS = "/project/v1/hubs"
BASE = "/_control"
JSON = {"Content-Type": "application/json"}


def control(wire: Wire, method: str, path: str, value: object = None, **headers: str) -> Reply:
    """Send a control request as a program would."""
    body = None if value is None else value if isinstance(value, str) else json.dumps(value)
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return wire.send(method, f"{BASE}/{path}", body=body, headers={**JSON, **named}, token=None)


def state(wire: Wire) -> Any:
    reply = control(wire, "GET", "state")
    assert reply.status == 200
    return reply.json


def expect_refusal(reply: Reply, status: int = 400) -> str:
    """Check a refusal in our own shape, and return what is wrong."""
    assert reply.status == status
    assert set(reply.json) == {"reference", "message", "next", "context"}
    assert reply.json["message"]
    assert reply.json["next"]
    return reply.json["reference"]


def read_everything(service: Emulator) -> dict[str, list[tuple[Any, ...]]]:
    """Read all rows of the hub but the people's grants."""
    database = service._database
    tables = ("users", "hubs", "projects", "folders", "items", "versions", "refs", "apps")
    return {name: [tuple(row) for row in database.rows(f"SELECT * FROM {name}")] for name in tables}


def test_the_state_tells_everything(start: Callable[..., Emulator]) -> None:
    service = start(quotas=True, latency_ms=1, policies={"late-write": "2"})
    service.add_fault(Fault(path=HUBS, nth=(2,), status=500))
    with Wire(service) as wire:
        wire.get(HUBS)
        wire.get(HUBS)
        seen = state(wire)
    assert seen["hub"]["name"] == "small"
    assert (seen["hub"]["hubs"], seen["hub"]["projects"]) == (2, 7)
    assert seen["hub"]["items"] > 500
    assert seen["clock"]["rate"] == 1
    assert abs(seen["clock"]["ahead"]) < 1
    policies = {policy["name"]: policy for policy in seen["policies"]}
    assert {name: tuple(policy["values"]) for name, policy in policies.items()} == ALLOWED
    assert policies["late-write"]["value"] == "2"
    assert all(policy["meaning"] for policy in policies.values())
    assert seen["faults"] == [
        {"number": 1, "matched": 2, "hit": 1, "fault": {"path": HUBS, "nth": [2], "status": 500}}
    ]
    assert seen["quotas"]["enforced"] is True
    assert seen["quotas"]["usage"] == [
        {"client_id": "DataBrowserSample", "endpoint": f"GET {HUBS}", "used": 1, "limit": 50}
    ]
    assert seen["latency_ms"] == 1
    assert f"GET {HUBS}" in seen["operations"]
    assert {preset["name"] for preset in seen["presets"]} >= {"quota", "gateway", "slow", "reset"}


@pytest.mark.parametrize("in_a_file", [False, True])
def test_a_reset_brings_the_hub_back_as_it_came(
    start: Callable[..., Emulator], tmp_path: Path, *, in_a_file: bool
) -> None:
    service = start(database=str(tmp_path / "hub.db") if in_a_file else None)
    before = read_everything(service)
    with Wire(service) as wire:
        first_error = wire.get(f"{HUBS}/a.none").data
        hubs = wire.get(HUBS).data
        other = service._backend.tokens.issue("DataBrowserSample", user_id=USER, scope="data:read")
        project = service.seed.add_project(service.seed.add_hub("New"), name="P")
        folder = service.seed.add_folder(project.root_folder_id, name="F", created=NOON, by=USER)
        version = service.seed.add_version(
            service.seed.add_item(folder, name="I", created=NOON, by=USER), created=NOON, by=USER, size=1
        )
        assert wire.get(HUBS).data != hubs
        assert control(wire, "POST", "clock", {"advance": 86400, "rate": 5}).status == 200
        control(wire, "PUT", "policies/duplicate-ref", {"value": "doubled"})
        control(wire, "PUT", "quotas", {"enforced": True})
        control(wire, "POST", "faults", {"path": HUBS, "status": 503})
        assert wire.get(HUBS).status == 503
        reply = control(wire, "POST", "reset")
        assert reply.status == 200
        assert read_everything(service) == before
        assert service.log == ()
        assert wire.get(f"{HUBS}/a.none").data == first_error  # its id, too
        assert wire.get(HUBS).data == hubs
        assert wire.get(HUBS, token=other.access_token).status == 401
        assert wire.get(f"/data/v1/projects/{q(project.id)}/versions/{q(version)}").status == 404
        seen = state(wire)
        assert seen == reply.json | {"clock": seen["clock"]}
    assert seen["faults"] == []
    assert seen["quotas"]["enforced"] is False
    assert seen["clock"]["rate"] == 1
    assert abs(seen["clock"]["ahead"]) < 1
    assert {policy["value"] for policy in seen["policies"] if policy["name"] == "duplicate-ref"} == {"again"}


def test_a_reset_goes_back_to_what_the_service_was_started_with(start: Callable[..., Emulator]) -> None:
    fault = Fault(path="/userinfo", nth=(1,), status=500)
    service = start(hub="none", quotas=True, policies={"late-write": "10"}, faults=(fault,))
    with Wire(service) as wire:
        wire.get("/userinfo")
        control(wire, "DELETE", "faults")
        control(wire, "PUT", "quotas", {"enforced": False})
        control(wire, "PUT", "policies/late-write", {"value": "0"})
        control(wire, "POST", "reset")
        seen = state(wire)
        assert seen["quotas"]["enforced"] is True
        assert service.policies["late-write"] == "10"
        assert [wire.get("/userinfo").status for _ in range(2)] == [500, 200]
    assert seen["hub"]["hubs"] == 0
    assert [(entry["matched"], entry["fault"]["path"]) for entry in seen["faults"]] == [(0, "/userinfo")]


def test_what_was_told_at_the_start_is_good_after_a_reset(wire: Wire) -> None:
    service = wire.service
    secret = service.client_secret
    wire.service.clock.advance(2 * 3600)
    assert wire.get(HUBS).status == 401
    assert control(wire, "POST", "reset").status == 200
    assert wire.get(HUBS).status == 200
    form = f"grant_type=client_credentials&scope=data:read&client_id={service.client_id}"
    reply = wire.post(
        "/authentication/v2/token",
        f"{form}&client_secret={secret}",
        content_type="application/x-www-form-urlencoded",
        token=None,
    )
    assert reply.status == 200


def test_a_seed_adds_what_it_lists(wire: Wire, shelf: Shelf) -> None:
    seed = {
        "folders": [
            {"key": "new", "name": "New", "parent": shelf.project},
            {"key": "inner", "name": "Inner", "parent": "new"},
        ],
        "items": [
            {"key": "gear", "name": "Gear", "folder": "inner", "type": "items:autodesk.fusion360:Design"},
            {"key": "sheet", "name": "Sheet.xlsx", "folder": shelf.folder, "size": 77},
        ],
        "versions": [{"key": "gear2", "item": "gear", "size": 5}, {"item": shelf.design_item}],
        "refs": [
            {"type": ATTACHMENT, "from": "gear", "to": "sheet"},
            {"type": ATTACHMENT, "from": shelf.design1, "to": "gear2"},
        ],
    }
    reply = control(wire, "POST", "seed", seed)
    assert reply.status == 200
    made = reply.json
    assert (len(made["folders"]), len(made["items"]), len(made["versions"]), made["refs"]) == (2, 2, 2, 2)
    keys = made["keys"]
    contents = wire.get(shelf.path("folders", keys["new"]) + "/contents").json["data"]
    assert [entry["id"] for entry in contents] == [keys["inner"]]
    contents = wire.get(shelf.path("folders", keys["inner"]) + "/contents").json
    assert [entry["id"] for entry in contents["data"]] == [keys["gear"]]
    assert contents["included"][0]["id"] == keys["gear2"]
    assert contents["included"][0]["attributes"]["storageSize"] == 5
    tip = wire.get(shelf.path("items", keys["sheet"]) + "/tip").json["data"]
    assert tip["attributes"]["storageSize"] == 77
    refs = wire.get(shelf.refs(keys["gear2"])).json["data"]
    assert {(ref["meta"]["fromId"], ref["meta"]["toId"]) for ref in refs} == {
        (keys["gear2"], tip["id"]),
        (shelf.design1, keys["gear2"]),
    }
    assert wire.get(shelf.path("items", shelf.design_item) + "/tip").json["data"]["id"] == made["versions"][1]


@pytest.mark.parametrize(
    ("seed", "problem"),
    [
        ({"hubs": []}, "hubs"),
        ({"folders": {}}, "folders must be a list"),
        ({"folders": [7]}, "folders[0] is not an object"),
        ({"folders": [{"name": "F"}]}, "folders[0] has no 'parent'"),
        ({"folders": [{"name": "", "parent": "PROJECT"}]}, "folders[0].name"),
        ({"folders": [{"name": 7, "parent": "PROJECT"}]}, "folders[0].name"),
        ({"folders": [{"name": "\ud800", "parent": "PROJECT"}]}, "folders[0].name"),
        ({"folders": [{"name": "F", "parent": "nowhere"}]}, "folders[0].parent 'nowhere'"),
        ({"folders": [{"name": "F", "parent": "PROJECT", "colour": "red"}]}, "unknown field 'colour'"),
        ({"items": [{"name": "I", "folder": "PROJECT", "size": -1}]}, "items[0].size"),
        ({"items": [{"name": "I", "folder": "PROJECT", "size": True}]}, "items[0].size"),
        (
            {
                "folders": [{"key": "a", "name": "F", "parent": "PROJECT"}],
                "items": [{"key": "a", "name": "I", "folder": "PROJECT"}],
            },
            "given twice",
        ),
        ({"folders": [{"name": "F", "parent": "PROJECT"}], "refs": [{"type": "t"}]}, "refs[0] has no"),
    ],
)
def test_a_seed_that_cannot_be_is_said_and_adds_nothing(
    wire: Wire, shelf: Shelf, seed: Any, problem: str
) -> None:
    before = state(wire)["hub"]
    reply = control(wire, "POST", "seed", json.dumps(seed).replace('"PROJECT"', json.dumps(shelf.project)))
    assert expect_refusal(reply) == "emulator.bad-control"
    assert problem in reply.json["message"]
    assert state(wire)["hub"] == before


def test_the_clock_is_moved_and_sped_up(wire: Wire) -> None:
    before = wire.service.clock.now()
    moved = control(wire, "POST", "clock", {"advance": 3600})
    assert 3600 <= wire.service.clock.now() - before < 3660
    assert moved.json["clock"]["ahead"] == pytest.approx(3600, abs=5)
    control(wire, "POST", "clock", {"rate": 5000})
    first = wire.service.clock.now()
    while wire.service.clock.now() - first < 200:  # far longer than this test may take
        pass
    assert control(wire, "POST", "clock", {"advance": 15 * 86400, "rate": 1}).json["clock"]["rate"] == 1
    assert wire.get(HUBS).status == 401


def test_the_clock_stops_short_of_what_no_date_can_show(wire: Wire) -> None:
    control(wire, "POST", "clock", {"advance": 3600})
    decade = {"advance": 10 * 365 * 86400}
    replies = [control(wire, "POST", "clock", decade) for _ in range(100)]
    assert {reply.status for reply in replies[:-1]} == {200}
    assert expect_refusal(replies[-1]) == "emulator.bad-control"
    assert state(wire)["clock"]["now"] < "3100"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "clock", {}),
        ("POST", "clock", {"advance": -1}),
        ("POST", "clock", {"advance": "1"}),
        ("POST", "clock", {"advance": True}),
        ("POST", "clock", '{"advance": NaN}'),
        ("POST", "clock", '{"advance": 1e999}'),
        ("POST", "clock", {"rate": 0}),
        ("POST", "clock", {"back": 1}),
        ("POST", "clock", [1]),
        ("POST", "clock", "{"),
        ("POST", "seed", "[" * 100_000),
        ("PUT", "policies/late-write", {"value": 2}),
        ("PUT", "policies/late-write", {}),
        ("PUT", "quotas", {"enforced": "yes"}),
        ("GET", "requests?last=many", None),
        ("GET", "requests?last=1001", None),
        ("GET", "requests?after=-1", None),
        ("GET", "tree?kind=cupboard", None),
    ],
)
def test_what_cannot_be_is_a_400_that_says_so(wire: Wire, method: str, path: str, body: Any) -> None:
    assert expect_refusal(control(wire, method, path, body)) == "emulator.bad-control"


def test_policies_are_changed_from_then_on(wire: Wire, shelf: Shelf) -> None:
    path = shelf.refs(shelf.design1)
    assert wire.post(path, ref_body(shelf.sheet)).status == 204
    assert wire.post(path, ref_body(shelf.sheet)).status == 204
    changed = control(wire, "PUT", "policies/duplicate-ref", {"value": "conflict"}).json
    assert {"duplicate-ref": "conflict"}.items() <= {
        policy["name"]: policy["value"] for policy in changed["policies"]
    }.items()
    assert wire.post(path, ref_body(shelf.sheet)).status == 409
    for name, value in (("weather", "fine"), ("duplicate-ref", "maybe"), ("duplicate-ref", "\ud800")):
        reply = control(wire, "PUT", f"policies/{name}", {"value": value})
        assert expect_refusal(reply) == "emulator.unknown-policy"
    assert wire.post(path, ref_body(shelf.sheet)).status == 409


def test_faults_are_added_counted_and_removed(wire: Wire) -> None:
    one = control(wire, "POST", "faults", {"path": HUBS, "nth": [1], "status": 500}).json["numbers"]
    two = control(wire, "POST", "faults", [{"preset": "gateway", "path": "/userinfo"}, {"nth": [99]}]).json
    assert (one, two["numbers"]) == ([1], [2, 3])
    assert [wire.get(HUBS).status for _ in range(2)] == [500, 200]
    assert wire.get("/userinfo").status == 502
    assert [(entry["number"], entry["matched"], entry["hit"]) for entry in state(wire)["faults"]] == [
        (1, 2, 1),
        (2, 1, 1),
        (3, 3, 0),
    ]
    left = control(wire, "DELETE", "faults/2").json["faults"]
    assert [entry["number"] for entry in left] == [1, 3]
    assert wire.get("/userinfo").status == 200
    for number in ("2", "x", "-1", "9" * 40):
        assert expect_refusal(control(wire, "DELETE", f"faults/{number}"), 404) == "emulator.bad-control"
    assert control(wire, "DELETE", "faults").json["faults"] == []


@pytest.mark.parametrize(
    "fault",
    [
        7,
        [{"path": HUBS}, {"action": "explode"}],
        {"preset": "weather"},
        {"preset": 7},
        {"operation": "GET /nowhere"},
        {"status": 500, "body": "\ud800"},
    ],
)
def test_faults_that_cannot_be_are_said_and_none_is_added(wire: Wire, fault: Any) -> None:
    assert expect_refusal(control(wire, "POST", "faults", fault)) == "emulator.bad-faults"
    assert state(wire)["faults"] == []


def test_quotas_are_switched_on_and_off(wire: Wire) -> None:
    for _ in range(60):
        assert wire.get(HUBS).status == 200
    assert control(wire, "PUT", "quotas", {"enforced": True}).json["quotas"]["enforced"] is True
    assert [wire.get(HUBS).status for _ in range(51)].count(429) == 1
    control(wire, "PUT", "quotas", {"enforced": False})
    assert wire.get(HUBS).status == 200


def test_requests_are_shown_without_what_opens_a_door(wire: Wire) -> None:
    token = wire.service.token
    wire.service.clear_log()
    wire.get(f"{HUBS}?filter%5Bid%5D=a%2Fb&access_token={token}")
    wire.get("/authentication/v2/authorize?client_id=x&state=canary-state&code=canary-code", token=None)
    wire.get("/_s3/bucket/key?X-Amz-Signature=canary-signature&partNumber=3", token=None)
    wire.get("/oss/v2/signedresources/canary-hash?region=US", token=None)
    text = control(wire, "GET", "requests").data.decode()
    assert "canary" not in text
    assert token not in text
    shown = json.loads(text)["requests"]
    assert [request["target"].partition("?")[0] for request in shown] == [
        HUBS,
        "/authentication/v2/authorize",
        "/_s3/bucket/key",
        "/oss/v2/signedresources/<redacted>",
    ]
    assert shown[0]["target"].startswith(f"{HUBS}?filter[id]=a/b&access_token=<redacted>")
    assert shown[3]["target"].endswith("?region=US")
    assert {(request["method"], request["status"]) for request in shown[:2]} == {("GET", 200), ("GET", 400)}
    assert shown[0]["time"].startswith("20")


def test_the_last_requests_and_those_after_a_number(wire: Wire) -> None:
    wire.service.clear_log()
    first = control(wire, "GET", "requests").json["requests"]
    assert first == []
    for number in range(5):
        wire.get(f"{HUBS}?n={number}")
    everything = control(wire, "GET", "requests").json["requests"]
    assert [request["target"][-1] for request in everything] == list("01234")
    assert control(wire, "GET", "requests?last=2").json["requests"] == everything[-2:]
    third = everything[2]["number"]
    assert control(wire, "GET", f"requests?after={third}").json["requests"] == everything[3:]
    assert control(wire, "GET", f"requests?after={third}&last=1").json["requests"] == everything[4:]
    assert control(wire, "GET", f"requests?after={third + 2}").json["requests"] == []


def test_the_tree_goes_down_to_versions(start: Callable[..., Emulator]) -> None:
    with Wire(start()) as wire:

        def below(kind: str = "", resource_id: str = "") -> list[dict[str, Any]]:
            query = f"?kind={kind}&id={q(resource_id)}" if kind else ""
            return control(wire, "GET", f"tree{query}").json["children"]

        hubs = below()
        assert [hub["name"] for hub in hubs] == [sample.TEAM_HUB, sample.PERSONAL_HUB]
        projects = below("hub", hubs[0]["id"])
        [closed] = [project for project in projects if project["name"] == sample.CLOSED_PROJECT]
        assert (closed["note"], hubs[0]["below"]) == ("none", len(projects))
        [main] = [project for project in projects if project["name"] == sample.MAIN_PROJECT]
        folders = below("project", main["id"])
        assert len(folders) == main["below"]
        place = next(folder for folder in folders if folder["below"])
        inside = below("folder", place["id"])
        assert len(inside) == place["below"]
        item = next(entry for entry in inside if entry["kind"] == "item")
        versions = below("item", item["id"])
        assert [version["kind"] for version in versions] == ["version"] * item["below"]
        assert below("folder", "nowhere") == []
        assert below("project", "nowhere") == []


def test_control_requests_are_not_logged_delayed_counted_or_disturbed(start: Callable[..., Emulator]) -> None:
    service = start(hub="none", quotas=True, latency_ms=5000, faults=(Fault(status=500),))
    with Wire(service) as wire:
        wire.connection.timeout = 3
        for _ in range(2000 // 20):
            assert state(wire)["faults"][0]["matched"] == 0
    assert service.log == ()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "GET"])
@pytest.mark.parametrize("path", ["state", "reset", "quotas", "faults", "policies/late-write"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "evil.example"}, 421),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
    ],
)
def test_no_other_web_page_may_use_it(
    wire: Wire, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    before = state(wire) | {"clock": {}}
    reply = control(wire, method, path, {"enforced": True, "value": "2"}, **headers)
    assert reply.status == status
    assert not [name for name in reply.headers if name.lower().startswith("access-control")]
    wire.connection.close()
    assert state(wire) | {"clock": {}} == before


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""],
)
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("POST", "reset", ""), ("POST", "faults", "{}"), ("PUT", "quotas", '{"enforced": true}')],
)
def test_what_a_page_could_send_unasked_is_refused(
    wire: Wire, content_type: str, method: str, path: str, body: str
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    reply = wire.send(method, f"{BASE}/{path}", body=body, headers=headers, token=None)
    assert expect_refusal(reply, 415) == "emulator.bad-control"
    assert state(wire)["faults"] == []


def test_the_own_page_and_programs_may_use_it(wire: Wire) -> None:
    own = {"Origin": wire.service.url, "Sec_Fetch_Site": "same-origin"}
    assert control(wire, "PUT", "quotas", {"enforced": True}, **own).status == 200
    assert control(wire, "PUT", "quotas", {"enforced": False}).status == 200


def test_a_page_elsewhere_gets_no_leave_for_more(wire: Wire) -> None:
    asks = {"Access_Control_Request_Method": "PUT", "Access_Control_Request_Headers": "content-type"}
    for path in ("quotas", "state"):
        reply = control(wire, "OPTIONS", path, **asks)
        assert reply.status == 405
        assert not [name for name in reply.headers if name.lower().startswith("access-control-allow")]


@pytest.mark.parametrize(
    ("method", "path", "status", "allowed"),
    [
        ("GET", "nothing", 404, None),
        ("GET", "state/more", 404, None),
        ("PUT", "policies", 404, None),
        ("PUT", "policies/", 404, None),
        ("PUT", "policies/a/b", 404, None),
        ("GET", "api.py", 404, None),
        ("GET", "../api.py", 404, None),
        ("GET", "%2e%2e/api.py", 404, None),
        ("GET", "page/control.js", 404, None),
        ("GET", "reset", 405, "POST"),
        ("POST", "state", 405, "GET"),
        ("POST", "control.js", 405, "GET"),
        ("PUT", "faults", 405, "DELETE, POST"),
    ],
)
def test_what_is_not_there(wire: Wire, method: str, path: str, status: int, allowed: str | None) -> None:
    reply = control(wire, method, path)
    assert expect_refusal(reply, status) == "emulator.bad-control"
    assert reply.headers["Allow"] == allowed


def test_the_page_comes_with_a_strict_policy(wire: Wire) -> None:
    moved = control(wire, "GET", "../_control")
    assert moved.status == 404
    moved = wire.get("/_control", token=None)
    assert (moved.status, moved.headers["Location"]) == (308, "/_control/")
    page = wire.get("/_control/", token=None, headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    for name, kind in (("control.css", "text/css"), ("control.js", "text/javascript")):
        file = wire.get(f"/_control/{name}", token=None)
        assert (file.status, file.headers.get_content_type()) == (200, kind)


def test_the_service_itself_knows_nothing_of_it(wire: Wire) -> None:
    assert wire.get("/_controlled").status == 404
    assert wire.get("/x/_control/state").status == 404
    assert [entry.raw_path for entry in wire.service.log] == ["/_controlled", "/x/_control/state"]
