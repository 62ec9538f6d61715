"""Schemathesis asks what it can think of within the official files, rightly and wrongly: nothing breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from random import Random

import pytest
import requests
import schemathesis
from addin.lib.emulator import Emulator, EmulatorOptions, Fault
from addin.lib.emulator.unserved import UNSERVED
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)

from ..openapi.coverage import find_names
from ..openapi.descriptions import FILES, Descriptions, Document, Operation
from .described import merge_documents
from .seeds import Seeds

pytestmark = [pytest.mark.long_only, pytest.mark.timeout(600)]
GATEWAY = frozenset({401, 403, 405, 415, 429, 411})
"""What stands in front of all services answers these; 411 is this server's own: it takes no chunked body."""

UNDOCUMENTED: Mapping[tuple[str, int], str] = {
    ("GET /oss/v2/buckets/{bucketKey}/objects", 404): "all others that name a bucket list it",
    ("GET /oss/v2/signedresources/{hash}", 304): "it takes If-None-Match and If-Modified-Since",
    (
        "POST /data/v1/projects/{project_id}/commands",
        501,
    ): "three of its six commands are Revit's, not served",
}
"""Statuses that a file forgets, and how we know; what the recorded traffic meets, excuses.py repairs."""

CREATE_ITEM = "POST /data/v1/projects/{project_id}/items"
JSON = {"Content-Type": "application/json"}
CHECKS = [content_type_conformance, response_headers_conformance, response_schema_conformance]
RIGHT, ANYWHERE, WRONG = 2, 1, 1  # requests of each kind for an operation in a round


class Inquirer:
    """Asks one service about operations, and keeps what was answered otherwise than described."""

    def __init__(self, url: str, session: requests.Session, seeds: Seeds, descriptions: Descriptions) -> None:
        self.problems: list[str] = []
        self.asked = 0
        self.seeds = seeds
        self.unserved = find_names(descriptions, UNSERVED)
        self._url = url
        self._session = session
        self._descriptions = descriptions

    def ask_about(self, operation: APIOperation, random: Random) -> None:
        """Send right requests, some of them about things that do not exist, and wrong ones."""
        ids = {
            parameter.name: self.seeds.ids[parameter.name]
            for parameter in operation.path_parameters
            if parameter.name in self.seeds.ids
        }
        start = random.getrandbits(32)
        each(operation.as_strategy(path_parameters=ids), RIGHT, start, self._ask_rightly)
        if ids:
            each(operation.as_strategy(), ANYWHERE, start, self._ask)
        if operation.body or operation.query:
            wrong = operation.as_strategy(GenerationMode("negative"), path_parameters=ids)
            each(wrong, WRONG, start, self._ask)

    def _ask_rightly(self, case: Case) -> None:
        case.body = self.seeds.put_into(case.body)
        self._ask(case)

    def _ask(self, case: Case) -> None:
        operation = self._descriptions.find_alike(case.method.upper(), case.path)
        assert operation is not None
        answer = case.call(
            base_url=self._url,
            session=self._session,
            headers=self._choose_headers(case.operation),
            allow_redirects=False,
            timeout=20,
        )
        self.asked += 1
        for problem in self._judge(operation, case, answer):
            sent = f"{answer.request.path_url} {str(answer.request.body)[:200]}"
            self.problems.append(f"{operation.name}: {problem}\n  {sent}\n  {answer.content[:300]}")

    def _judge(self, operation: Operation, case: Case, answer: schemathesis.Response) -> Iterator[str]:
        status = answer.status_code
        if operation.name in self.unserved:
            if status != 501:
                yield f"{status} of what is not served"
        elif (operation.name, status) in UNDOCUMENTED:
            return
        elif status >= 500 or status not in {*operation.answers, *GATEWAY}:
            yield f"{status} is not documented"
        # With that parameter the request itself says what the answer's media type is.
        elif status in operation.answers and "response-content-type" not in (case.query or {}):
            try:
                case.validate_response(answer, checks=CHECKS)
            except FailureGroup as failures:
                yield f"{status}: {failures}"

    def _choose_headers(self, operation: APIOperation) -> dict[str, str]:
        ways = operation.definition.raw.get("security")
        if not ways:
            return self.seeds.as_app_itself
        return self.seeds.as_user if any("3-legged" in way for way in ways) else self.seeds.as_app


def each(cases: SearchStrategy[Case], count: int, start: int, use: Callable[[Case], None]) -> None:
    """Use a number of generated cases, the same for the same start."""

    @seed(start)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    @given(case=cases)
    def use_each(case: Case) -> None:
        use(case)

    use_each()


@pytest.fixture(scope="session")
def operations(meant: dict[str, Document], descriptions: Descriptions) -> list[APIOperation]:
    """The operations as schemathesis reads them; what deletes things comes last."""
    schema = schemathesis.openapi.from_dict(merge_documents(meant, undescribed=()))
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    assert len(found) == len(descriptions.operations)
    return sorted(found, key=lambda operation: operation.method.upper() == "DELETE")


@contextmanager
def inquire(descriptions: Descriptions, *faults: Fault) -> Iterator[Inquirer]:
    """Start a service with a small project, and yield who asks it."""
    with Emulator(EmulatorOptions(hub="none")) as service:
        with Seeds(service) as seeds, requests.Session() as session:
            session.trust_env = False
            for fault in faults:
                service.add_fault(fault)
            yield Inquirer(service.url, session, seeds, descriptions)


@pytest.mark.long(full=40)
@pytest.mark.parametrize("family", FILES)
def test_nothing_breaks(
    operations: list[APIOperation],
    meant: dict[str, Document],
    descriptions: Descriptions,
    family: str,
    rounds: Iterable[Random],
) -> None:
    own = [operation for operation in operations if operation.path in meant[family]["paths"]]
    for random in rounds:
        with inquire(descriptions) as inquirer:
            for operation in own:
                inquirer.ask_about(operation, random)
            assert inquirer.asked > 2 * len(own)
            assert not inquirer.problems, "\n".join(inquirer.problems)


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (Fault(status=500), "500 is not documented"),
        (Fault(status=418), "418 is not documented"),
        (Fault(headers={"Content-Type": "text/plain"}), "Undocumented Content-Type"),
        (Fault(status=200, body='{"data": 7}', headers=JSON), '7 is not of type "array"'),
    ],
)
def test_a_wrong_answer_is_found(
    operations: list[APIOperation], descriptions: Descriptions, fault: Fault, problem: str
) -> None:
    (list_hubs,) = [one for one in operations if one.label == "GET /project/v1/hubs"]
    with inquire(descriptions, fault) as inquirer:
        inquirer.ask_about(list_hubs, Random(1))
        assert any(problem in found for found in inquirer.problems), inquirer.problems


def test_requests_are_the_same_in_every_run(
    operations: list[APIOperation], descriptions: Descriptions
) -> None:
    (create_item,) = [one for one in operations if one.label == CREATE_ITEM]
    sent: list[list[str]] = []
    for _ in range(2):
        with inquire(descriptions, Fault(status=418)) as inquirer:
            inquirer.ask_about(create_item, Random(1))
            sent.append(inquirer.problems)
    assert len(sent[0]) == RIGHT + ANYWHERE + WRONG
    assert sent[0] == sent[1]


def test_every_parameter_of_a_served_path_has_a_value(descriptions: Descriptions) -> None:
    with inquire(descriptions) as inquirer:
        missing = {
            parameter.name
            for operation in descriptions.operations
            if operation.name not in inquirer.unserved
            for parameter in operation.parameters
            if parameter.place == "path"
        } - inquirer.seeds.ids.keys()
    assert not missing


def test_what_a_file_forgets_it_still_forgets(descriptions: Descriptions) -> None:
    documented = {
        (operation.name, status) for operation in descriptions.operations for status in operation.answers
    }
    assert not documented & UNDOCUMENTED.keys()
