"""The judge itself: each kind of disagreement, put into a good exchange, is found where it was put."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from .descriptions import Descriptions, Document
from .judging import judge_answer, judge_request
from .recorder import Exchange
from .schemas import SchemaSet
from .traffic import Traffic

Change = Callable[[Any], object]

HUBS = "/hubs$"
CONTENTS = "/contents$"
ITEM = "/items/[^/]+$"
REFS = "/relationships/refs"
TOKEN = "/token$"


def pick(exchanges: tuple[Exchange, ...], method: str, pattern: str, status: int = 200) -> Exchange:
    """Return the first exchange of this kind whose answer, where it is JSON, is no empty list."""
    for one in exchanges:
        fits = (one.method, one.status) == (method, status) and re.search(pattern, one.raw_path)
        if fits and (not one.media_type.endswith("json") or one.json().get("data", True)):
            return one
    raise LookupError((method, pattern, status))


def with_answer(exchange: Exchange, change: Change) -> Exchange:
    """Return the exchange with a change in the JSON of its answer."""
    value = exchange.json()
    change(value)
    return replace(exchange, body=json.dumps(value).encode())


def with_request(exchange: Exchange, change: Change) -> Exchange:
    """Return the exchange with a change in the JSON of its request."""
    value = json.loads(exchange.request_body)
    change(value)
    return replace(exchange, request_body=json.dumps(value).encode())


def with_header(exchange: Exchange, name: str, value: str) -> Exchange:
    """Return the exchange with a header in its answer."""
    return replace(exchange, headers={**exchange.headers, name: value})


def with_request_header(exchange: Exchange, name: str, value: str) -> Exchange:
    """Return the exchange with a header in its request."""
    return replace(exchange, request_headers={**exchange.request_headers, name: value})


@pytest.mark.parametrize(
    ("part", "change", "place"),
    [
        (HUBS, lambda body: body.pop("jsonapi") and body.update(jsonapi={}), "answer jsonapi"),
        (HUBS, lambda body: body.update(surprise=1), "answer"),
        (
            HUBS,
            lambda body: body["data"][0]["attributes"].update(region="MARS"),
            "answer data[0].attributes.region",
        ),
        (
            CONTENTS,
            lambda body: body["data"][0]["attributes"].pop("createTime"),
            "answer data[0].attributes",
        ),
        (
            CONTENTS,
            lambda body: body["data"][0]["attributes"].update(createTime="yesterday"),
            "answer data[0].attributes.createTime",
        ),
        (CONTENTS, lambda body: body["data"][0].update(type="hubs"), "answer data[0].type"),
        (CONTENTS, lambda body: body["data"].append(body["data"][0]), "answer data"),
        (
            ITEM,
            lambda body: body["data"]["attributes"].update(displayName=None),
            "answer data.attributes.displayName",
        ),
        (
            ITEM,
            lambda body: body["included"][0]["attributes"].update(versionNumber="1"),
            "answer included[0].attributes.versionNumber",
        ),
        (
            ITEM,
            lambda body: body["included"][0]["attributes"].update(versionNumber=2**31),
            "answer included[0].attributes.versionNumber",
        ),
        (REFS, lambda body: body["data"][0]["meta"].update(direction="up"), "answer data[0].meta.direction"),
        (
            REFS,
            lambda body: body["included"][0]["relationships"].pop("refs"),
            "answer included[0].relationships",
        ),
    ],
)
def test_an_answer_that_is_not_as_described(
    descriptions: Descriptions, traffic: Traffic, part: str, change: Change, place: str
) -> None:
    good = pick(traffic.client, "GET", part)
    assert not list(judge_answer(descriptions, good))
    assert [finding.place for finding in judge_answer(descriptions, with_answer(good, change))] == [place]


def test_the_rest_of_an_answer(descriptions: Descriptions, traffic: Traffic) -> None:
    good = pick(traffic.client, "GET", HUBS)
    picture = pick(traffic.further, "GET", "/thumbnail")
    made = pick(traffic.client, "POST", REFS, 204)
    refused = pick(traffic.refused, "GET", ITEM, 404)
    tokens = pick(traffic.client, "POST", TOKEN)
    for bad, place in (
        (replace(good, status=418), "answer status"),
        (replace(good, body=b""), "answer body"),
        (replace(good, body=good.body[:-1]), "answer body"),
        (replace(good, body=good.body.replace(b"Sample", b"Sam\xffple")), "answer body"),
        (with_header(good, "content-type", "text/plain"), "answer header Content-Type"),
        (with_header(picture, "x-ads-role", "drawn"), "answer header x-ads-role"),
        (with_header(picture, "x-ads-mood", "fine"), "answer header x-ads-mood"),
        (replace(made, body=b"{}"), "answer header Content-Type"),
        (replace(good, raw_path="/project/v2/hubs"), "answer"),
        (with_answer(refused, lambda body: body["errors"][0].pop("code")), "answer errors[0]"),
        (with_answer(refused, lambda body: body["errors"][0].update(status=404)), "answer errors[0].status"),
        (with_answer(tokens, lambda body: body.pop("access_token")), "answer"),
    ):
        assert [finding.place for finding in judge_answer(descriptions, bad)] == [place]


def test_a_request_that_is_not_as_described(descriptions: Descriptions, traffic: Traffic) -> None:
    filtered = pick(traffic.client, "GET", "filter%5Bdirection%5D=from")
    paged = pick(traffic.client, "GET", "page%5Blimit%5D=1$")
    made = pick(traffic.client, "POST", REFS, 204)
    tokens = pick(traffic.client, "POST", TOKEN)
    sign_in = pick(traffic.client, "GET", r"/authorize\?")
    job = pick(traffic.client, "POST", "/designdata/job$")
    raw_id = filtered.raw_path.replace("%3A", ":").split("/versions/")[1]
    for good, change, place in (
        (filtered, lambda one: replace(one, raw_path=f"{one.raw_path}&sort=name"), "query sort"),
        (
            filtered,
            lambda one: replace(one, raw_path=one.raw_path.replace("=from", "=up")),
            "query filter[direction]",
        ),
        (
            filtered,
            lambda one: replace(one, raw_path=f"{one.raw_path}&filter%5Bdirection%5D=to"),
            "query filter[direction]",
        ),
        (
            filtered,
            lambda one: replace(one, raw_path=f"{one.raw_path.split('/versions/')[0]}/versions/{raw_id}"),
            "path version_id",
        ),
        (paged, lambda one: replace(one, raw_path=one.raw_path + "0x"), "query page[limit]"),
        (paged, lambda one: with_request_header(one, "authorization", ""), "header Authorization"),
        (paged, lambda one: with_request_header(one, "accept", "text/plain"), "header Accept"),
        (paged, lambda one: replace(one, request_body=b"{}"), "body"),
        (paged, lambda one: replace(one, method="DELETE"), ""),
        (
            made,
            lambda one: with_request_header(one, "content-type", "application/json"),
            "header Content-Type",
        ),
        (made, lambda one: with_request(one, lambda body: body["data"].pop("meta")), "data"),
        (made, lambda one: with_request(one, lambda body: body["data"].update(to="x")), "data"),
        (made, lambda one: replace(one, request_body=b"{"), "body"),
        (tokens, lambda one: replace(one, request_body=one.request_body + b"&secret=x"), "body"),
        (tokens, lambda one: replace(one, request_body=one.request_body + b"&code=x"), "body"),
        (tokens, lambda one: replace(one, request_body=one.request_body + b"&scope=data:all"), "body.scope"),
        (job, lambda one: with_request_header(one, "region", "MARS"), "header region"),
        (job, lambda one: with_request_header(one, "x-ads-force", "yes"), "header x-ads-force"),
        (
            sign_in,
            lambda one: replace(one, raw_path=one.raw_path.replace("response_type=code&", "")),
            "query response_type",
        ),
    ):
        assert not list(judge_request(descriptions, good))
        places = [finding.place for finding in judge_request(descriptions, change(good))]
        assert places == [f"request {place}".rstrip()]


def test_an_unencoded_version_id_is_another_request(descriptions: Descriptions, traffic: Traffic) -> None:
    good = pick(traffic.client, "GET", rf"{REFS}\?filter")
    path = good.raw_path.partition("?")[0]
    [*findings] = judge_request(
        descriptions, replace(good, raw_path=path.replace("%3F", "?").replace("%3D", "="))
    )
    assert [finding.place for finding in findings] == ["request query version"]


def test_a_schema_that_is_not_understood_is_an_error(documents: dict[str, Document]) -> None:
    schemas = SchemaSet("datamanagement", documents["datamanagement"]["components"]["schemas"])
    with pytest.raises(ValueError, match="multipleOf"):
        schemas.validator({"type": "integer", "multipleOf": 2})
