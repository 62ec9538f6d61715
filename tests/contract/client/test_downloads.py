"""Versions converted for the client, however long it takes and whatever comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from addin.lib.aps import downloads
from addin.lib.emulator import Emulator, Fault
from addin.lib.errors import (
    BadInput,
    DownloadError,
    MalformedAnswer,
    NetworkError,
    NotFound,
    ServiceDown,
)

from .workbench import Bench

JOBS = "/data/v1/projects/*/jobs/*"


def start_job(bench: Bench, file_type: str = "pdf") -> downloads.Job:
    return downloads.create_download(
        bench.client, bench.project, version_id=bench.drawing, file_type=file_type
    )


def test_the_formats_of_a_version(bench: Bench) -> None:
    found = downloads.list_formats(bench.client, bench.project, version_id=bench.drawing)
    assert found == ("pdf", "dwg")
    assert downloads.list_downloads(bench.client, bench.project, version_id=bench.drawing) == ()


@pytest.mark.parametrize("policy", ["described", "example"])
def test_a_job_is_read_however_it_looks(
    start: Callable[..., Emulator], bench_of: Callable[[Emulator], Bench], policy: str
) -> None:
    bench = bench_of(start(hub="none", policies={"download-job": policy}))
    job = start_job(bench)
    assert (job.status, job.download_id) == ("queued", "")
    assert downloads.get_job(bench.client, bench.project, job_id=job.id) == job
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        bench.service.clock.advance(seconds)

    download = downloads.wait_for_download(bench.client, bench.project, job_id=job.id, sleep=sleep)
    assert (download.id, download.file_type) == (job.id, "pdf")
    assert download.storage_id.startswith("urn:adsk.objects:os.object:")
    assert slept == [1, 2, 4], "longer from look to look"


def test_the_service_says_how_long_to_wait(bench: Bench) -> None:
    job = start_job(bench)
    bench.service.add_fault(Fault(path=JOBS, nth=(1, 2), headers={"Retry-After": "3"}))
    bench.service.add_fault(Fault(path=JOBS, nth=(3,), headers={"Retry-After": "0"}))
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        bench.service.clock.advance(seconds if seconds != 3 else 1)

    downloads.wait_for_download(bench.client, bench.project, job_id=job.id, sleep=sleep)
    assert slept[:3] == [3, 3, 1], "and never asks again at once"


def test_a_finished_job_is_not_followed_anywhere(bench: Bench) -> None:
    job = start_job(bench)
    bench.service.clock.advance(10)
    for location in (
        f"https://evil.example/data/v1/projects/x/downloads/{job.id}",
        f"/data/v1/projects/x/downloads/{job.id}?token=1",
    ):
        bench.service.clear_faults()
        bench.service.add_fault(Fault(path=JOBS, status=303, headers={"Location": location}))
        bench.service.clear_log()
        found = downloads.get_job(bench.client, bench.project, job_id=job.id)
        assert (found.status, found.download_id) == ("finished", job.id)
        assert len(bench.service.log) == 1, "the redirection itself is not followed"


@pytest.mark.parametrize("location", ["", "/", "/elsewhere/x", "/data/v1/projects/x/downloads/"])
def test_a_redirection_to_nowhere_is_malformed(bench: Bench, location: str) -> None:
    job = start_job(bench)
    bench.service.add_fault(Fault(path=JOBS, status=303, headers={"Location": location}))
    with pytest.raises(MalformedAnswer) as caught:
        downloads.get_job(bench.client, bench.project, job_id=job.id)
    assert caught.value.context["field"] == "Location"


def test_a_redirection_that_cannot_even_be_read_is_a_broken_answer(bench: Bench) -> None:
    job = start_job(bench)
    bench.service.add_fault(Fault(path=JOBS, status=303, headers={"Location": "http://[x"}))
    with pytest.raises(NetworkError) as caught:
        downloads.get_job(bench.client, bench.project, job_id=job.id)
    assert caught.value.reference == "http.broken-answer"


def test_a_job_that_says_it_is_finished_is_believed(bench: Bench) -> None:
    job = start_job(bench)
    bench.service.clock.advance(10)
    body = f'{{"data": {{"type": "jobs", "id": "{job.id}", "attributes": {{"status": "finished"}}}}}}'
    bench.service.add_fault(Fault(path=JOBS, status=200, body=body))
    download = downloads.wait_for_download(
        bench.client, bench.project, job_id=job.id, sleep=bench.service.clock.advance
    )
    assert download.id == job.id


def test_a_job_that_fails_is_said(
    start: Callable[..., Emulator], bench_of: Callable[[Emulator], Bench]
) -> None:
    bench = bench_of(start(hub="none", policies={"download-outcome": "failed"}))
    job = start_job(bench)
    with pytest.raises(DownloadError) as caught:
        downloads.wait_for_download(
            bench.client, bench.project, job_id=job.id, sleep=bench.service.clock.advance
        )
    assert caught.value.reference == "downloads.failed"
    assert job.id in caught.value.message


def test_a_job_that_takes_too_long_is_left(bench: Bench) -> None:
    job = start_job(bench)
    slept: list[float] = []
    with pytest.raises(DownloadError) as caught:
        downloads.wait_for_download(
            bench.client, bench.project, job_id=job.id, sleep=slept.append, longest=20
        )
    assert caught.value.reference == "downloads.too-slow"
    assert sum(slept) <= 20
    assert len(bench.service.log) == len(slept) + 2


def test_what_the_service_refuses(bench: Bench) -> None:
    with pytest.raises(BadInput):
        start_job(bench, "exe")
    with pytest.raises(NotFound):
        downloads.get_job(bench.client, bench.project, job_id="none")
    job = start_job(bench)
    with pytest.raises(NotFound):
        downloads.get_download(bench.client, bench.project, download_id=job.id)
    bench.service.add_fault(Fault(path="*/downloads", method="POST", status=503))
    with pytest.raises(ServiceDown):
        start_job(bench)


@pytest.mark.parametrize("data", ["[]", "null", "{}", '[{"id": "j"}]'])
def test_a_job_that_is_none_is_malformed(bench: Bench, data: str) -> None:
    fault = Fault(path="*/downloads", method="POST", status=202, body=f'{{"data": {data}}}')
    bench.service.add_fault(fault)
    with pytest.raises(MalformedAnswer):
        start_job(bench)
