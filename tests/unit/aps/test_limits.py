"""Which published limit a path falls under."""

from __future__ import annotations

import pytest
from addin.lib.aps.limits import find_limit
from addin.lib.http import build_path

PROJECT = "a.cHJvamVjdA"
OBJECTS = ("oss", "v2", "buckets", "wip.dm.prod", "objects")
VERSIONS = ("data", "v1", "projects", PROJECT, "versions")


@pytest.mark.parametrize(
    ("method", "path", "per_minute"),
    [
        ("GET", "/project/v1/hubs", 50),
        ("GET", build_path("project", "v1", "hubs", "a.X", "projects", PROJECT, "topFolders"), 300),
        ("GET", build_path("data", "v1", "projects", PROJECT, "items", "urn:x", "versions"), 800),
        ("GET", build_path(*VERSIONS, "urn:vf.X?version=2", "relationships", "refs"), 50),
        ("POST", build_path("data", "v1", "projects", PROJECT, "commands"), 300),
        ("POST", "/authentication/v2/revoke", 100),
        ("GET", build_path(*OBJECTS, "a/b", "signeds3download"), 1000),
    ],
)
def test_a_path_has_the_limit_of_its_template(method: str, path: str, per_minute: int) -> None:
    for query in ("", "?page[number]=1&filter[a/b]=/c"):
        limit = find_limit(method, path + query)
        assert limit
        assert limit.per_minute == per_minute


def test_paths_of_one_template_share_an_endpoint_and_methods_do_not() -> None:
    def endpoint(method: str, folder: str) -> str:
        limit = find_limit(method, build_path("data", "v1", "projects", PROJECT, "folders", folder))
        assert limit
        return limit.endpoint

    assert endpoint("GET", "one") == endpoint("GET", "{}") == endpoint("GET", "two")
    assert endpoint("GET", "one") != endpoint("PATCH", "one")


def test_object_storage_is_counted_as_one() -> None:
    assert find_limit("POST", "/oss/v2/buckets") == find_limit("GET", "/oss/v2/buckets/b/objects/o/details")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/project/v1/hubs"),
        ("GET", "/project/v1"),
        ("GET", "/project/v1/hubs/a/projects/b/topFolders/c"),
        ("GET", "/modelderivative/v2/designdata/dXJu/thumbnail"),
        ("GET", "/userinfo"),
        ("POST", "/rest/auth/1/login"),
        ("GET", "/"),
    ],
)
def test_what_has_no_published_limit_has_none(method: str, path: str) -> None:
    assert find_limit(method, path) is None
