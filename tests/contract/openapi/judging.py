"""Holds what crossed the wire against the descriptions, and says where the two disagree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from addin.lib.emulator.routing import Route
from jsonschema import Draft202012Validator

from .descriptions import Answer, Descriptions, Operation, Parameter
from .recorder import Exchange, bare_type

_FORM = "application/x-www-form-urlencoded"
# One segment, percent-encoded wholly: RFC 3986's unreserved characters stand for themselves alone.
_SEGMENT = re.compile(r"(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+")


@dataclass(frozen=True)
class Finding:
    """One disagreement; `place` is where in the message, such as `answer data[3].attributes.name`."""

    subject: Exchange | Route
    place: str
    problem: str

    def __str__(self) -> str:
        name = self.subject.name if isinstance(self.subject, Route) else str(self.subject)
        return f"{name}: {self.place}: {self.problem}"


def judge_route(descriptions: Descriptions, route: Route) -> Iterator[Finding]:
    """Yield where an endpoint of the service takes other tokens than its operation."""
    operation = descriptions.find_alike(route.method, route.template)
    if operation is None:
        yield Finding(route, "route", "belongs to no operation")
    elif operation.scopes != route.scopes:
        taken, described = (sorted(scopes or ()) for scopes in (route.scopes, operation.scopes))
        yield Finding(route, "scopes", f"takes {taken}, described are {described}")


def judge_request(descriptions: Descriptions, exchange: Exchange) -> Iterator[Finding]:
    """Yield what a request does that its operation does not describe."""
    found = descriptions.find(exchange.method, exchange.raw_path)
    if found is None:
        yield Finding(exchange, "request", "belongs to no operation")
        return
    operation, segments = found
    for place, problem in (
        *_judge_path(operation, segments),
        *_judge_query(operation, exchange.raw_path.partition("?")[2]),
        *_judge_headers(operation, exchange),
        *_judge_request_body(operation, exchange),
    ):
        yield Finding(exchange, f"request {place}".rstrip(), problem)


def judge_answer(descriptions: Descriptions, exchange: Exchange) -> Iterator[Finding]:
    """Yield what an answer holds that its operation does not describe."""
    found = descriptions.find(exchange.method, exchange.raw_path)
    if found is None:
        yield Finding(exchange, "answer", "belongs to no operation")
        return
    answer = found[0].answers.get(exchange.status)
    if answer is None:
        yield Finding(exchange, "answer status", f"{exchange.status} is not documented")
        return
    for place, problem in (*_judge_answer_body(answer, exchange), *_judge_answer_headers(answer, exchange)):
        yield Finding(exchange, f"answer {place}".rstrip(), problem)


_Problems = Iterator[tuple[str, str]]


def _judge_path(operation: Operation, segments: dict[str, str]) -> _Problems:
    for parameter in _parameters(operation, "path"):
        raw = segments.pop(parameter.name)
        if not _SEGMENT.fullmatch(raw):
            yield f"path {parameter.name}", "is not one encoded segment"
        yield from _judge_value(parameter.validator, unquote(raw), f"path {parameter.name}")
    for name in segments:
        yield f"path {name}", "is not described"


def _judge_query(operation: Operation, query: str) -> _Problems:
    described = {parameter.name: parameter for parameter in _parameters(operation, "query")}
    given: dict[str, list[str]] = {}
    for name, text in parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)):
        given.setdefault(name, []).append(text)
    for name, texts in given.items():
        parameter = described.get(name)
        if parameter is None:
            yield f"query {name}", "is not described"
        elif len(texts) > 1 and not parameter.is_list:
            yield f"query {name}", "is given more than once"
        else:
            yield from _judge_value(parameter.validator, _read_texts(parameter, texts), f"query {name}")
    for name, parameter in described.items():
        if parameter.is_required and name not in given:
            yield f"query {name}", "is missing"


def _judge_headers(operation: Operation, exchange: Exchange) -> _Problems:
    for parameter in _parameters(operation, "header"):
        value = exchange.request_headers.get(parameter.name.lower())
        if value is not None:
            read = _read_text(parameter, value)
            yield from _judge_value(parameter.validator, read, f"header {parameter.name}")
        elif parameter.is_required:
            yield f"header {parameter.name}", "is missing"
    authorization = exchange.request_headers.get("authorization", "")
    if operation.scopes is not None and not authorization.startswith("Bearer "):
        yield "header Authorization", "carries no token"
    offered = {media_type for answer in operation.answers.values() for media_type in answer.bodies}
    accepted = [bare_type(part) for part in exchange.request_headers.get("accept", "*/*").split(",")]
    if offered and not any(_accepts(pattern, media_type) for pattern in accepted for media_type in offered):
        yield "header Accept", f"takes none of {sorted(offered)}"


def _judge_request_body(operation: Operation, exchange: Exchange) -> _Problems:
    if not operation.needs_body:
        if exchange.request_body:
            yield "body", "is not described"
        return
    media_type = bare_type(exchange.request_headers.get("content-type", ""))
    validator = operation.bodies.get(media_type)
    if validator is None:
        yield "header Content-Type", f"{media_type} is not described"
        return
    if media_type != _FORM:
        # The bytes of a file are what they are.
        if media_type.endswith("json"):
            yield from _judge_json(validator, exchange.request_body)
        return
    pairs = parse_qsl(exchange.request_body.decode("ascii"), keep_blank_values=True, strict_parsing=True)
    if len({name for name, _ in pairs}) < len(pairs):
        yield "body", "gives a field more than once"
    yield from _judge_value(validator, dict(pairs), "body")


def _judge_answer_body(answer: Answer, exchange: Exchange) -> _Problems:
    if not exchange.body:
        if answer.bodies:
            yield "body", "is missing"
        return
    validator = answer.bodies.get(exchange.media_type)
    if validator is None:
        yield "header Content-Type", f"{exchange.media_type} is not documented"
    elif exchange.media_type.endswith("json"):
        yield from _judge_json(validator, exchange.body)


def _judge_answer_headers(answer: Answer, exchange: Exchange) -> _Problems:
    for name, value in exchange.headers.items():
        validator = answer.headers.get(name)
        if validator is not None:
            yield from _judge_value(validator, value, f"header {name}")
        elif name.startswith("x-ads-"):
            yield f"header {name}", "is not documented"


def _judge_json(validator: Draft202012Validator, body: bytes) -> _Problems:
    try:
        value = json.loads(body.decode("utf-8"))
    except ValueError as error:
        yield "body", f"is not JSON: {error}"
        return
    yield from _judge_value(validator, value, "")


def _judge_value(validator: Draft202012Validator, value: Any, place: str) -> _Problems:
    for error in validator.iter_errors(value):
        inside = "".join(
            f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path
        ).removeprefix("." if not place else "")
        yield f"{place}{inside}", f"{error.validator}: {error.message[:200]}"


def _parameters(operation: Operation, place: str) -> Iterator[Parameter]:
    return (parameter for parameter in operation.parameters if parameter.place == place)


def _read_texts(parameter: Parameter, texts: list[str]) -> Any:
    """Return a query parameter's value; inside a list, a comma parts two (which the documentation says)."""
    if parameter.is_list:
        return [_read_text(parameter, part) for text in texts for part in text.split(",")]
    return _read_text(parameter, texts[0])


def _read_text(parameter: Parameter, text: str) -> Any:
    if parameter.type == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    return {"true": True, "false": False}.get(text, text) if parameter.type == "boolean" else text


def _accepts(pattern: str, media_type: str) -> bool:
    return pattern in ("*/*", media_type, media_type.partition("/")[0] + "/*")
