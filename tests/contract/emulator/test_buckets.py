"""Buckets: an app's own, named once for all apps."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from .storage import BUCKET, BUCKETS, Storage, app_token, object_path, reason

DAY = 24 * 3600
BAD_KEY = "Valid field 'bucketKey' must be of the form [-_.a-z0-9]{3,128}"


def test_a_bucket_is_made_and_described(storage: Storage) -> None:
    made = storage.make_bucket("a.new_one-1", "transient")
    assert made.status == 200
    app = storage.service.client_id
    assert made.json == {
        "bucketKey": "a.new_one-1",
        "bucketOwner": app,
        "createdDate": pytest.approx(storage.service.clock.now() * 1000, abs=60_000),
        "permissions": [{"authId": app, "access": "full"}],
        "policyKey": "transient",
    }
    assert storage.get(f"{BUCKETS}/a.new_one-1/details").json == made.json


@pytest.mark.parametrize("key", ["ab", "x" * 129, "Upper", "with space", "ümlaut", "a/b", 7, None])
def test_a_key_that_cannot_be(storage: Storage, key: object) -> None:
    reply = storage.post(BUCKETS, {"bucketKey": key, "policyKey": "transient"})
    assert reason(reply) == (400, BAD_KEY)


@pytest.mark.parametrize("key", ["abc", "x" * 128, "0-._z"])
def test_a_key_that_can_be(storage: Storage, key: str) -> None:
    assert storage.make_bucket(key).status == 200


@pytest.mark.parametrize(
    "body",
    [
        {"bucketKey": "abc"},
        {"bucketKey": "abc", "policyKey": "for ever"},
        {"bucketKey": "abc", "policyKey": ["transient"]},
        {"bucketKey": "abc", "policyKey": {"transient": 1}},
        {"bucketKey": "abc", "policyKey": "transient", "allow": [{"authId": "x", "access": "all"}]},
        {"bucketKey": "abc", "policyKey": "transient", "allow": [{"access": "read"}]},
        {"bucketKey": "abc", "policyKey": "transient", "allow": "everybody"},
        [],
    ],
)
def test_a_bucket_that_cannot_be(storage: Storage, body: object) -> None:
    assert reason(storage.post(BUCKETS, body))[0] == 400
    assert reason(storage.get(f"{BUCKETS}/abc/details"))[0] == 404


def test_a_body_that_is_no_json(storage: Storage) -> None:
    for kind, body in (("text/plain", '{"bucketKey": "abc"}'), ("application/json", "{")):
        reply = storage.wire.send(
            "POST", BUCKETS, body=body, headers={"Content-Type": kind}, token=storage.token
        )
        assert reason(reply)[0] == 400


@pytest.mark.parametrize("key", [BUCKET, "wip.dm.prod", "wip.dm.emea.2"])
def test_a_key_is_taken_whoever_has_it(storage: Storage, key: str) -> None:
    assert reason(storage.make_bucket(key)) == (409, "Bucket already exists")


def test_a_deleted_bucket_is_gone_at_once_and_its_key_free_later(storage: Storage) -> None:
    storage.put("x", b"x")
    assert storage.send("DELETE", f"{BUCKETS}/{BUCKET}").status == 200
    assert reason(storage.get(f"{BUCKETS}/{BUCKET}/details"))[0] == 404
    assert reason(storage.get(object_path("x") + "/details"))[0] == 404
    assert reason(storage.send("DELETE", f"{BUCKETS}/{BUCKET}"))[0] == 409
    assert reason(storage.make_bucket())[0] == 409
    assert storage.get(BUCKETS).json == {"items": []}
    storage.service.clock.advance(601)
    assert reason(storage.send("DELETE", f"{BUCKETS}/{BUCKET}"))[0] == 404
    assert storage.make_bucket().status == 200
    assert storage.get(f"{BUCKETS}/{BUCKET}/objects").json == {"items": []}


def test_lists_come_in_pages_with_whole_addresses(storage: Storage) -> None:
    keys = sorted([*(f"bucket-{number:02}" for number in range(11)), BUCKET])
    for key in keys:
        storage.make_bucket(key)
    first = storage.get(BUCKETS).json
    assert [item["bucketKey"] for item in first["items"]] == keys[:10]
    assert set(first["items"][0]) == {"bucketKey", "createdDate", "policyKey"}
    assert first["next"].startswith(f"{storage.service.url}{BUCKETS}?")
    assert "startAt=bucket-09" in urlsplit(first["next"]).query
    second = storage.get(first["next"][len(storage.service.url) :]).json
    assert [item["bucketKey"] for item in second["items"]] == keys[10:]
    assert "next" not in second
    assert "next" not in storage.get(f"{BUCKETS}?limit=12").json
    seen: list[str] = []
    path = f"{BUCKETS}?limit=5"
    while path:
        page = storage.get(path).json
        seen += [item["bucketKey"] for item in page["items"]]
        path = page.get("next", "")[len(storage.service.url) :]
    assert seen == keys


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "limit=-1", "limit=%C2%B2", "region=MARS"]
)
def test_a_list_that_cannot_be(storage: Storage, query: str) -> None:
    assert reason(storage.get(f"{BUCKETS}?{query}"))[0] == 400


@pytest.mark.parametrize("header", ["region", "x-ads-region"])
def test_each_region_has_a_list_of_its_own(storage: Storage, header: str) -> None:
    body = {"bucketKey": "in-europe", "policyKey": "temporary"}
    assert storage.send("POST", BUCKETS, body, headers={header: "EMEA"}).status == 200
    listed = {
        region: [item["bucketKey"] for item in storage.get(f"{BUCKETS}?region={region}").json["items"]]
        for region in ("US", "EMEA", "AUS")
    }
    assert listed == {"US": [BUCKET], "EMEA": ["in-europe"], "AUS": []}
    body["bucketKey"] = "nowhere"
    assert reason(storage.send("POST", BUCKETS, body, headers={header: "MARS"}))[0] == 400


@pytest.mark.parametrize(
    ("policy", "lives", "dies"),
    [("transient", DAY - 60, 120), ("temporary", 30 * DAY - 60, 120), ("persistent", 3000 * DAY, None)],
)
def test_objects_live_as_long_as_the_policy_says(
    storage: Storage, policy: str, lives: int, dies: int | None
) -> None:
    storage.make_bucket("kept", policy)
    storage.put("x", b"x", bucket="kept")
    url = storage.download("x", "kept", minutesExpiration=60)["url"]
    storage.service.clock.advance(lives)
    storage.token = app_token(storage.service)
    assert storage.read("x", "kept") == b"x"
    if dies is None:
        return
    url = storage.download("x", "kept", minutesExpiration=60)["url"]
    storage.service.clock.advance(dies)
    for path in ("/details", "/signeds3download"):
        assert reason(storage.get(object_path("x", "kept") + path)) == (404, "Object not found")
    assert storage.signed("GET", url).status == 404
    assert storage.get(f"{BUCKETS}/kept/objects").json == {"items": []}
    assert storage.get(f"{BUCKETS}/kept/details").status == 200


def test_another_app_is_refused(storage: Storage, other_app: Storage) -> None:
    storage.put("x", b"x")
    for method, path in (
        ("GET", "/details"),
        ("GET", "/objects"),
        ("GET", "/objects/x/details"),
        ("DELETE", "/objects/x"),
        ("PUT", "/objects/x/copyto/y"),
        ("GET", "/objects/x/signeds3download"),
        ("GET", "/objects/x/signeds3upload"),
    ):
        assert reason(other_app.send(method, f"{BUCKETS}/{BUCKET}{path}"))[0] == 403
    assert storage.read("x") == b"x"


def test_an_app_that_is_allowed_may_read_or_write(storage: Storage, other_app: Storage) -> None:
    other = other_app.service.public_client_id
    for access in ("read", "full"):
        key = f"open-to-{access}"
        storage.make_bucket(key, allow=[{"authId": other, "access": access}])
        storage.put("x", b"x", bucket=key)
        assert storage.get(f"{BUCKETS}/{key}/details").json["permissions"][1] == {
            "authId": other,
            "access": access,
        }
        assert other_app.read("x", key) == b"x"
        # Lists stay with the owner.
        assert reason(other_app.get(f"{BUCKETS}/{key}/objects"))[0] == 403
    assert reason(other_app.get(object_path("y", "open-to-read") + "/signeds3upload"))[0] == 403
    other_app.put("y", b"y", bucket="open-to-full")
    assert storage.read("y", "open-to-full") == b"y"


def test_a_bucket_asks_for_its_scopes(storage: Storage) -> None:
    storage.token = app_token(storage.service, "data:read")
    for method, path in (("GET", ""), ("POST", ""), ("GET", f"/{BUCKET}/details"), ("DELETE", f"/{BUCKET}")):
        reply = storage.send(method, f"{BUCKETS}{path}")
        assert (reply.status, reply.json["errorCode"]) == (403, "AUTH-010")


@pytest.mark.parametrize("bucket", ["wip.dm.prod", "wip.dm.emea.2"])
def test_autodesks_own_buckets_are_nobody_elses(storage: Storage, bucket: str) -> None:
    for method, path in (
        ("GET", "/details"),
        ("DELETE", ""),
        ("GET", "/objects"),
        ("DELETE", "/objects/x"),
        ("PUT", "/objects/x/copyto/y"),
        ("POST", "/objects/batchsigneds3download"),
        ("POST", "/objects/batchsigneds3upload"),
        ("POST", "/objects/batchcompleteupload"),
    ):
        reply = storage.send(method, f"{BUCKETS}/{bucket}{path}", {"requests": [{"objectKey": "x"}]})
        assert reason(reply)[0] == 403
