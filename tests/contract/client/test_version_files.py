"""The file of a version, saved: from end to end, under whatever name, on good days and on bad ones."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from addin.lib import app as app_module
from addin.lib.aps.objects import split_id
from addin.lib.aps.versions import get_version
from addin.lib.core import downloads
from addin.lib.core.documents import ActiveDocument
from addin.lib.core.parts import Carrier
from addin.lib.core.transfers import download_file
from addin.lib.core.version_files import SavedFile, download_version
from addin.lib.emulator import Emulator, EmulatorOptions, Fault, sample
from addin.lib.errors import Cancelled, NotFound, TransferError
from addin.lib.http import HttpClient, SignedHosts, build_path, listener

from ..conftest import QUICK
from .palettes import Palette, open_item
from .test_object_downloads import smaller_files
from .workbench import Bench

pytestmark = pytest.mark.long_only

S3 = "/_s3/*"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder for downloads, which is not there yet."""
    return tmp_path / "Téléchargements" / "Fusion"


@pytest.fixture
def carrier_of_hub(service: Emulator, client: HttpClient) -> Iterator[Carrier]:
    """What moves files for the sample user."""
    with SignedHosts(service.url, retry=QUICK) as signed:
        yield Carrier(client, signed)


@pytest.fixture(scope="module")
def sheet() -> ActiveDocument:
    """The sample hub's spreadsheet, at its tip; it has the same ids whenever a hub is made."""
    with Emulator(EmulatorOptions()) as service:
        return open_item(service, sample.BILL_OF_MATERIALS)


class Saver:
    """Saves one version after the other in a folder."""

    def __init__(self, carrier: Carrier, folder: Path) -> None:
        self._carrier, self._folder = carrier, folder

    def save(
        self,
        project_id: str,
        version_id: str,
        *,
        progress: Callable[[int, int], None] | None = None,
        cancelled: threading.Event | None = None,
    ) -> SavedFile:
        """Save a version."""
        return download_version(
            self._carrier.storage,
            self._carrier,
            project_id=project_id,
            version_id=version_id,
            folder=self._folder,
            progress=progress,
            cancelled=cancelled,
        )


@pytest.fixture
def saver(carrier_of_hub: Carrier, folder: Path) -> Saver:
    """Saves versions of the sample hub."""
    return Saver(carrier_of_hub, folder)


@pytest.fixture
def bench_saver(bench: Bench, folder: Path) -> Iterator[Saver]:
    """Saves versions of the small project."""
    with SignedHosts(bench.service.url, retry=QUICK) as signed:
        yield Saver(Carrier(bench.client, signed), folder)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_comes_byte_for_byte_and_never_over_another(
    saver: Saver, carrier_of_hub: Carrier, sheet: ActiveDocument, folder: Path, tmp_path: Path
) -> None:
    saved = saver.save(sheet.project_id, sheet.version_id)
    assert saved.path == folder / sample.BILL_OF_MATERIALS
    assert saved.size == saved.path.stat().st_size > 0
    version = get_version(carrier_of_hub.storage, sheet.project_id, version_id=sheet.version_id)
    bucket, key = split_id(version.storage_id)
    download_file(carrier_of_hub, tmp_path / "plain", bucket=bucket, object_key=key)
    assert saved.path.read_bytes() == (tmp_path / "plain").read_bytes()
    saved.path.write_bytes(b"mine")
    stem, _, ending = sample.BILL_OF_MATERIALS.rpartition(".")
    (folder / f"{stem} (2).{ending}").mkdir()
    again = saver.save(sheet.project_id, sheet.version_id)
    assert again.path == folder / f"{stem} (3).{ending}"
    assert again.path.read_bytes() == (tmp_path / "plain").read_bytes()
    assert saved.path.read_bytes() == b"mine"


def test_two_at_one_time_get_two_names(bench: Bench, bench_saver: Saver, folder: Path) -> None:
    together = threading.Barrier(2, timeout=10)
    saved: list[SavedFile] = []

    def save() -> None:
        together.wait()
        saved.append(bench_saver.save(bench.project, bench.file))

    threads = [threading.Thread(target=save) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len({one.path for one in saved}) == len(names(folder)) == 2
    assert len({one.path.read_bytes() for one in saved}) == 1


def test_a_design_has_a_file_of_its_own(saver: Saver, service: Emulator) -> None:
    design = open_item(service, sample.DESIGN_NAME, "items:autodesk.fusion360:Design")
    saved = saver.save(design.project_id, design.version_id)
    assert saved.path.name == f"{sample.DESIGN_NAME}.f3d"
    assert saved.size > 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../x.step", "__.._x.step"),
        ("..\\evil.step", "__evil.step"),
        ("/etc/cron.step", "_etc_cron.step"),
        ("pets\u202egpj.step", "petsgpj.step"),
        ("NUL", "_NUL.step"),
        ("x" * 300 + ".step", "x" * 250 + ".step"),
    ],
)
def test_whatever_the_hub_calls_it_it_stays_in_its_folder(
    bench: Bench, bench_saver: Saver, folder: Path, tmp_path: Path, name: str, expected: str
) -> None:
    _, version = bench.make_item()
    path = build_path("data", "v1", "projects", bench.project, "versions", version.id)
    lie = bench.client.request("GET", path).json()
    lie["data"]["attributes"].update(name=name, displayName=name)
    bench.service.add_fault(Fault(path="*/versions/*", status=200, body=json.dumps(lie)))
    saved = bench_saver.save(bench.project, version.id)
    assert saved.path == folder / expected
    assert saved.path.read_bytes() == b"x" * 7
    assert names(folder) == [expected]
    assert names(tmp_path) == ["Téléchargements"]


def test_a_version_without_a_file_is_told(bench: Bench, bench_saver: Saver, folder: Path) -> None:
    bench.service.add_fault(
        Fault(path="*/versions/*", action="drop-field", field="data.relationships.storage")
    )
    with pytest.raises(TransferError) as caught:
        bench_saver.save(bench.project, bench.file)
    assert caught.value.reference == "transfers.no-file"
    assert "List.xlsx" in caught.value.message
    assert not folder.exists()


def test_a_file_that_the_storage_does_not_have_leaves_nothing(
    bench: Bench, bench_saver: Saver, folder: Path
) -> None:
    bench.service.add_fault(Fault(path="*/signeds3download", status=404, body="{}"))
    with pytest.raises(NotFound):
        bench_saver.save(bench.project, bench.file)
    assert names(folder) == []


def test_a_download_that_is_stopped_half_way_leaves_nothing(
    bench: Bench, bench_saver: Saver, folder: Path
) -> None:
    cancelled = threading.Event()
    seen: list[list[str]] = []

    def stop(done: int, total: int) -> None:
        seen.append(names(folder))
        cancelled.set()

    with pytest.raises(Cancelled):
        bench_saver.save(bench.project, bench.file, progress=stop, cancelled=cancelled)
    assert "List.xlsx" in seen[0]
    assert names(folder) == []


def test_what_somebody_else_puts_in_its_place_is_not_deleted(
    bench: Bench, bench_saver: Saver, folder: Path
) -> None:
    def meddle(done: int, total: int) -> None:
        (folder / "List.xlsx").write_bytes(b"mine")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        bench_saver.save(bench.project, bench.file, progress=meddle)
    assert (folder / "List.xlsx").read_bytes() == b"mine"


def test_a_disk_that_is_full_is_told(bench: Bench, bench_saver: Saver, folder: Path) -> None:
    first = bench_saver.save(bench.project, bench.file)  # the service has the file by now
    with smaller_files(1), pytest.raises(TransferError) as caught:
        bench_saver.save(bench.project, bench.file)
    assert caught.value.reference == "transfers.disk-full"
    assert caught.value.context["name"] == "List (2).xlsx"
    assert names(folder) == [first.path.name] == ["List.xlsx"]


@pytest.mark.parametrize("place", ["file", "file/below", "a\0b"])
def test_a_folder_that_cannot_be_is_told(bench: Bench, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    with SignedHosts(bench.service.url) as signed, pytest.raises(TransferError) as caught:
        Saver(Carrier(bench.client, signed), tmp_path / place).save(bench.project, bench.file)
    assert caught.value.reference == "transfers.no-folder"
    assert caught.value.context["path"] == str(tmp_path / place)


# The calls of the page.


@pytest.fixture
def signed_in(service: Emulator, palette: Palette, folder: Path) -> Palette:
    """The sample user, with a folder for downloads."""
    palette.app.change_settings({"downloads_folder": str(folder)})
    palette.call("account.signIn")
    return palette


@pytest.fixture
def service(start: Callable[..., Emulator], port: int, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """The sample hub; the app signs in on a port of its own."""
    monkeypatch.setattr(app_module, "CALLBACK_PORTS", (port,))
    return start(callbacks=listener.callback_urls([port]))


def wish(document: ActiveDocument) -> dict[str, str]:
    return {"projectId": document.project_id, "versionId": document.version_id}


def test_the_page_hears_how_far_it_is_and_where_it_went(
    signed_in: Palette, sheet: ActiveDocument, folder: Path
) -> None:
    number = signed_in.ask("version.download", **wish(sheet))
    answer = signed_in.answer(number)["result"]
    file = folder / sample.BILL_OF_MATERIALS
    assert answer == {
        "path": str(file),
        "name": file.name,
        "folder": str(folder),
        "size": file.stat().st_size,
    }
    progress = signed_in.page.notification("job.progress")
    assert progress["id"] == number
    assert 0 < progress["done"] <= progress["total"] == answer["size"]


def test_rows_tell_whether_there_is_a_file(
    signed_in: Palette, service: Emulator, sheet: ActiveDocument
) -> None:
    details = signed_in.call("item.details", projectId=sheet.project_id, itemId=sheet.item_id)
    assert details["row"]["hasFile"] is True
    assert all(version["hasFile"] is True for version in details["versions"])
    service.add_fault(Fault(path="*/versions", action="drop-field", field="data.0.relationships.storage"))
    details = signed_in.call("item.details", projectId=sheet.project_id, itemId=sheet.item_id)
    assert details["versions"][0]["hasFile"] is False


def test_progress_is_told_a_few_times_a_second(
    signed_in: Palette, sheet: ActiveDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "RANGE_SIZE", 2000)
    start = time.monotonic()
    signed_in.call("version.download", **wish(sheet))
    most = 1 + (time.monotonic() - start) / 0.2
    assert 1 <= len([one for one in signed_in.page.messages if one.get("method") == "job.progress"]) <= most


@pytest.mark.parametrize(("path", "status"), [("*/signeds3download", 429), (S3, 503)])
def test_the_page_hears_of_a_wait_and_can_stop_it(
    signed_in: Palette, service: Emulator, sheet: ActiveDocument, folder: Path, path: str, status: int
) -> None:
    service.add_fault(Fault(path=path, status=status, headers={"Retry-After": "30"}))
    number = signed_in.ask("version.download", **wish(sheet))
    # Also when it is a thread of the transfer that waits.
    assert signed_in.page.notification("job.waiting") == {"id": number, "seconds": 30, "status": status}
    cancel = {"jsonrpc": "2.0", "method": "job.cancel", "params": {"id": number}}
    signed_in.app.bridge.receive(json.dumps(cancel))
    assert signed_in.answer(number)["error"]["data"]["reference"] == "job.cancelled"
    assert signed_in.app.close()
    assert names(folder) == []


def test_many_at_one_time_keep_nobody_waiting(
    signed_in: Palette, service: Emulator, sheet: ActiveDocument, folder: Path
) -> None:
    service.add_fault(Fault(path=S3, status=503, headers={"Retry-After": "30"}))
    numbers = [signed_in.ask("version.download", **wish(sheet)) for _ in range(8)]
    signed_in.page.notification("job.waiting")
    assert signed_in.call("tree.list", kind="root")["rows"]
    # What waits for its turn can be stopped as well.
    for number in numbers:
        cancel = {"jsonrpc": "2.0", "method": "job.cancel", "params": {"id": number}}
        signed_in.app.bridge.receive(json.dumps(cancel))
        assert signed_in.answer(number)["error"]["data"]["reference"] == "job.cancelled"
    assert signed_in.app.close()
    assert names(folder) == []


def test_it_outlives_the_page(
    signed_in: Palette, service: Emulator, sheet: ActiveDocument, folder: Path
) -> None:
    service.add_fault(Fault(path=S3, delay_ms=300))
    signed_in.ask("version.download", **wish(sheet))
    signed_in.call("app.ready")
    ended = signed_in.page.notification("job.ended")
    assert (ended["method"], ended["problem"]) == ("version.download", None)
    assert ended["result"]["folder"] == str(folder)
    assert names(folder) == [sample.BILL_OF_MATERIALS]


def test_signing_out_ends_it(
    signed_in: Palette, service: Emulator, sheet: ActiveDocument, folder: Path
) -> None:
    service.add_fault(Fault(path=S3, status=503, headers={"Retry-After": "30"}))
    number = signed_in.ask("version.download", **wish(sheet))
    signed_in.page.notification("job.waiting")
    signed_in.call("account.signOut")
    assert signed_in.answer(number)["error"]["data"]["reference"] == "http.closed"
    assert names(folder) == []


def test_administrators_name_the_hosts_of_files_too(
    palette: Palette, service: Emulator, sheet: ActiveDocument, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = folder.parent.parent / "machine.json"
    machine.write_text(json.dumps({"allowed_hosts": [], "downloads_folder": str(folder)}))
    monkeypatch.setenv("DATABROWSER_MACHINE_SETTINGS", str(machine))
    palette.call("account.signIn")
    answer = {"status": "complete", "params": {}, "size": 4, "url": "https://files.example.com/x?secret"}
    service.add_fault(Fault(path="*/signeds3download", status=200, body=json.dumps(answer)))
    error = palette.fail("version.download", **wish(sheet))["data"]
    assert error["reference"] == "settings.host-not-allowed"
    assert error["context"] == {"host": "files.example.com"}
    assert names(folder) == []


def test_the_folder_is_shown_and_nothing_else(signed_in: Palette, sheet: ActiveDocument) -> None:
    saved = signed_in.call("version.download", **wish(sheet))
    shown: list[str] = []

    def visit(url: str) -> bool:
        shown.append(url)
        return True

    signed_in.host.visit = visit
    signed_in.call("version.showFolder", folder=saved["folder"])
    assert shown == [Path(saved["folder"]).as_uri()]
    for other in (saved["path"], saved["folder"] + "-none", "Downloads", "https://example.com", "a\0b"):
        error = signed_in.fail("version.showFolder", folder=other)
        assert error["data"]["reference"] == "transfers.not-shown"
    signed_in.host.visit = lambda url: False
    assert signed_in.fail("version.showFolder", folder=saved["folder"])["data"]["context"] == {
        "path": saved["folder"]
    }
    assert len(shown) == 1
