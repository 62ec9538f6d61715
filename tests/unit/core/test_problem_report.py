"""The report of a problem: what it holds, and what is taken out before."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from pathlib import Path

import pytest
from addin.lib.core.problem_redaction import MOST_LINE, Redactor
from addin.lib.core.problem_report import (
    MOST_LOG_BYTES,
    MOST_PROBLEMS,
    ProblemNotes,
    Report,
    make_report,
)
from addin.lib.errors import Cancelled, ServiceError, UsageError
from addin.lib.store.settings import Settings

HOME = Path("/home/ortega")
CLIENT = "AbCdEfGhIjKlMnOpQrStUvWxYz012345"
SECRETS = (
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjYW1pbGEifQ.c2lnbmF0dXJl",
    "canary-access-7d2f",
    "canary-refresh-91bc",
    "canary-code-55aa",
    "canary-verifier-77aa",
    "canary-secret-12ef",
    "canary-password-8h",
    "canary-cookie-3f3f",
    "canary-signature-99",
    "canary-upload-key-1",
    "canary-query-7777",
    "canary-basic-Zm9vYmFyYmF6",
)
PRIVATE = (
    "camila.ortega@example.com",
    "camila.ortega%40example.com",
    "Camila Ortega",
    "Ortega",
    "ortega",
    "Top Secret Rocket",
    "Raketenantrieb",
    "Zündung",
    "hC6k4hndRWaeIVhIjvHu8w",
    "7f3c2a1b-1111-2222-3333-444455556666",
    CLIENT,
    "Projekt X",
)
LOG = f"""2026-11-09 10:02:11 INFO job databrowser.http: Authorization: Bearer {SECRETS[1]}
jwt {SECRETS[0]} and access_token={SECRETS[1]}&refresh_token={SECRETS[2]}
POST /authentication/v2/token code={SECRETS[3]}&code_verifier={SECRETS[4]}&client_secret={SECRETS[5]}
{{"password": "{SECRETS[6]}", "uploadKey": "{SECRETS[9]}"}} Authorization: Basic {SECRETS[11]}
Set-Cookie: sessionid={SECRETS[7]}; path=/
GET https://s3.amazonaws.com/bucket/Top%20file?X-Amz-Signature={SECRETS[8]}&x={SECRETS[10]}#frag
GET /oss/v2/signed?token={SECRETS[10]}&filter[x]=1 answered 403
signed in as Camila Ortega <camila.ortega@example.com>, mailto:camila.ortega%40example.com
"Top Secret Rocket" was not found; “Raketenantrieb” is stale; 'Zündung' too
the folder /home/ortega/Documents/Projekt X/drawings: denied
file:///home/ortega/x and C:\\Users\\ortega\\AppData\\x.txt
GET /data/v1/projects/b.7f3c2a1b-1111-2222-3333-444455556666 -> 200
of urn:adsk.wipprod:dm.lineage:hC6k4hndRWaeIVhIjvHu8w
app {CLIENT} refused
  File "/home/ortega/AddIns/DataBrowserAddin/lib/aps/refs.py", line 12, in list_refs
"""


def redactor() -> Redactor:
    return Redactor(people=["Camila Ortega", "camila.ortega@example.com"], ids=[CLIENT], home=HOME)


def make(logs: Path | None, cancelled: threading.Event | None = None) -> Report:
    settings = Settings(
        client_id=CLIENT, proxy="http://proxy.ortega.example.com:80", lifecycle_tenant="Projekt X"
    )
    return make_report(
        about={"dataBrowser": "0.1.0", "host": "Fusion 2"},
        readme="Read me.",
        settings=settings,
        problems=[],
        logs=logs,
        recent=[f"{START}GET /project/v1/hubs/{HUB} -> 200 in 5 ms", "password=canary-password-8h"],
        redactor=redactor(),
        cancelled=cancelled or threading.Event(),
    )


def unpack(report: Report) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(report.to_zip())) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def test_no_secret_and_nobody_is_in_the_zip(tmp_path: Path) -> None:
    (tmp_path / "databrowser.log").write_text(LOG, encoding="utf-8")
    (tmp_path / "databrowser.log.1").write_text(LOG, encoding="utf-8")
    files = unpack(make(tmp_path))
    assert "databrowser.http" in files["logs/databrowser.log"]
    told = "\n".join(files.values())
    assert [secret for secret in (*SECRETS, *PRIVATE) if secret in told] == []


def test_what_a_reader_needs_stays(tmp_path: Path) -> None:
    (tmp_path / "databrowser.log").write_text(LOG, encoding="utf-8")
    log = unpack(make(tmp_path))["logs/databrowser.log"]
    assert "2026-11-09 10:02:11 INFO job databrowser.http" in log
    assert 'File "lib/aps/refs.py", line 12, in list_refs' in log
    assert "urn:adsk.wipprod:dm.lineage:hC6k4h…" in log
    assert "https://s3.amazonaws.com/bucket/" in log
    assert "answered 403" in log


START = "2026-11-09 10:02:11,123 DEBUG databrowser-job-1 databrowser.http: "
HUB = "a.YnVzaW5lc3M6c2FtcGxld29ya3M"
PROJECT = "a.YnVzaW5lc3M6c2FtcGxld29ya3MjMjAyNTQyMzYwMDAwMDAwMDE"
FOLDER = "urn%3Aadsk.wipprod%3Afs.folder%3Aco.Uhm9B2auRinQaMcA9DyKSQ"
VERSION = "urn%3Aadsk.wipprod%3Afs.file%3Avf.Uhm9B2auRinQaMcA9DyKSQ%3Fversion%3D2"
URN = "dXJuOmFkc2sud2lwcHJvZDpmcy5maWxlOnZmLlVobTlCMmF1UmluUWFNY0E5RHlLU1E_dmVyc2lvbj0y"
OBJECT = "7f3c2a1b-1111-2222-3333-444455556666.f3d"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (
            f"GET /project/v1/hubs/{HUB}/projects?page[limit]=200 -> 200 in 5 ms",
            "GET /project/v1/hubs/a.YnVzaW…/projects?<redacted> -> 200 in 5 ms",
        ),
        (
            f"GET /project/v1/hubs/{HUB}/projects/{PROJECT}/topFolders -> 200 in 5 ms",
            "GET /project/v1/hubs/a.YnVzaW…/projects/a.YnVzaW…/topFolders -> 200 in 5 ms",
        ),
        (
            f"GET /project/v1/hubs/{HUB}%3D%3D -> 404 in 5 ms",
            "GET /project/v1/hubs/a.YnVzaW… -> 404 in 5 ms",
        ),
        (
            f"GET /data/v1/projects/{PROJECT}/folders/{FOLDER}/contents -> 200 in 31 ms",
            "GET /data/v1/projects/a.YnVzaW…/folders/urn%3Aadsk.wipprod%3Afs.folder%3Aco.Uhm…/contents"
            " -> 200 in 31 ms",
        ),
        (
            f"GET /data/v1/projects/b.{OBJECT[:36]}/versions/{VERSION}/relationships/refs -> 403 in 9 ms",
            "GET /data/v1/projects/b.7f3c2a…/versions/urn%3Aadsk.wipprod%3Afs.file%3Avf.Uhm…%3Fversion%3D2"
            "/relationships/refs -> 403 in 9 ms",
        ),
        (
            f"GET /modelderivative/v2/designdata/{URN}/thumbnail?width=200 -> 200 in 5 ms",
            "GET /modelderivative/v2/designdata/dXJu…/thumbnail?<redacted> -> 200 in 5 ms",
        ),
        (
            f"GET /oss/v2/buckets/acme/objects/{OBJECT}/signeds3download -> 200 in 5 ms",
            "GET /oss/v2/buckets/ac…/objects/7f…/signeds3download -> 200 in 5 ms",
        ),
        ("GET /schema/v1/versions/derived%3Aautodesk.fusion360%3ADrawingToDesign-1.0.0 -> 200 in 5 ms",) * 2,
        (
            "POST /data/v1/projects/b.Wip12345/commands -> 200 in 5 ms",
            "POST /data/v1/projects/b.Wip123…/commands -> 200 in 5 ms",
        ),
        (
            f"storage urn:adsk.objects:os.object:wip.dm.prod%2F{OBJECT} is gone",
            "storage urn:adsk.objects:os.object:wip.dm… is gone",
        ),
        (f"no thumbnail of {URN}: 404", "no thumbnail of dXJuOm…: 404"),
        (
            "https://acme.autodeskplm360.net/rest/auth/1/login refused",
            "https://<host>.autodeskplm360.net/rest/auth/1/login refused",
        ),
        (
            "no picture from https://images.example/LXP8KNRT/x120.jpg: timeout",
            "no picture from https://images.example/LXP8…/x120… timeout",
        ),
        ("tenant acme.autodeskplm360.net is not there", "tenant <host>.autodeskplm360.net is not there"),
        ("proxy vault.acme.example:8080 refused", "proxy <host>:8080 refused"),
        (
            r"D:\Projects\ACME Secret\Engine.f3d was not opened: OSError",
            "<path>/….f3d was not opened: OSError",
        ),
        ("/mnt/share/ACME/Engine design.f3d", "<path>/….f3d"),
        ("path=/srv/cad/Kunde, (ACME) Ltd/part.f3d: denied", "path=<path>/….f3d: denied"),
        (r"\\\\server\acme\Engine.f3d: denied", "<path>/….f3d: denied"),
        ("file:///srv/acme/Engine.f3d -> nothing", "<path>/….f3d -> nothing"),
        ("[Errno 13] denied: '/srv/O'Acme/Engine.f3d'", "[Errno 13] denied: '<path>/….f3d'"),
        (r"[WinError 5] denied: 'D:\\ACME\\Engine.f3d'", "[WinError 5] denied: '<path>/….f3d'"),
        ("the folder (/srv/ACME Ltd) is full", "the folder (<path>/…) is full"),
        ("/home/ortega/Kunde, ACME/x.dwg: denied", "<path>/….dwg: denied"),
    ],
)
def test_what_a_line_of_the_log_tells_of_a_company_is_cut(line: str, shown: str) -> None:
    told = Redactor(home=HOME, hosts=["vault.acme.example"]).redact(START + line)
    assert told == START + shown


def test_the_last_entries_are_in_it_whatever_the_settings_write(tmp_path: Path) -> None:
    recent = unpack(make(tmp_path / "nowhere"))["logs/recent.log"]
    assert recent == f"{START}GET /project/v1/hubs/a.YnVzaW… -> 200 in 5 ms\npassword=<redacted>"


def test_a_report_says_which_program_and_which_settings(tmp_path: Path) -> None:
    files = unpack(make(tmp_path / "nowhere"))
    about, settings = json.loads(files["about.json"]), json.loads(files["settings.json"])
    assert about["dataBrowser"] == "0.1.0"
    assert about["python"]
    assert about["system"]
    assert settings["client_id"] == "AbCd…"
    assert settings["proxy"] == settings["lifecycle_tenant"] == "set"
    assert settings["service"] == "sample"
    assert settings["ca_file"] == "unset"
    assert files["README.txt"] == "Read me."


def test_a_broken_log_and_one_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "databrowser.log").write_bytes(b"\xff\xfe\0 broken \x80\n" + b"x" * 50_000)
    (tmp_path / "databrowser.log.1").mkdir()
    files = unpack(make(tmp_path))
    assert "broken" in files["logs/databrowser.log"]
    assert len(files["logs/databrowser.log"]) < MOST_LINE + 100
    assert "unreadable" in files["logs/databrowser.log.1"]


def test_a_huge_log_is_bounded_and_never_begins_within_a_line(tmp_path: Path) -> None:
    line = f"password={SECRETS[6]} " + "word " * 200 + "\n"
    (tmp_path / "databrowser.log").write_text(line * (MOST_LOG_BYTES // len(line) + 50), encoding="utf-8")
    log = unpack(make(tmp_path))["logs/databrowser.log"]
    assert len(log) < MOST_LOG_BYTES
    assert all(one == "" or one.startswith("password=<redacted>") for one in log.split("\n"))


def test_gathering_can_be_stopped(tmp_path: Path) -> None:
    (tmp_path / "databrowser.log").write_text(LOG, encoding="utf-8")
    stopped = threading.Event()
    stopped.set()
    with pytest.raises(Cancelled) as caught:
        make(tmp_path, stopped)
    assert caught.value.reference == "report.cancelled"


def test_settings_that_cannot_be_read_are_told() -> None:
    report = make_report(
        about={},
        readme="",
        settings=UsageError("store.no-folder", path="/home/ortega/x"),
        problems=[],
        logs=None,
        recent=[],
        redactor=redactor(),
        cancelled=threading.Event(),
    )
    assert json.loads(unpack(report)["settings.json"]) == {"unreadable": "store.no-folder"}


def test_problems_are_noted_without_their_names() -> None:
    notes = ProblemNotes()
    for number in range(MOST_PROBLEMS + 5):
        notes.note(
            ServiceError(
                "service.forbidden", what="item", status=403, code="C", error_id=f"e{number}", name="Rocket"
            ),
            method="item.details",
        )
    notes.note(Cancelled("job.cancelled"), method="tree.list")
    noted = notes.list()
    assert len(noted) == MOST_PROBLEMS
    assert noted[0]["errorId"] == f"e{MOST_PROBLEMS + 4}"
    assert noted[0]["reference"] == "service.forbidden"
    assert "Rocket" not in str(noted)


def test_only_the_report_that_was_shown_can_be_saved() -> None:
    notes = ProblemNotes()
    report = notes.keep(Report("first", ()))
    assert notes.find("first") is report
    notes.keep(Report("second", ()))
    with pytest.raises(UsageError) as caught:
        notes.find("first")
    assert caught.value.reference == "report.gone"


def test_a_very_long_line_is_gone_through_in_little_time() -> None:
    text = redactor().redact('"' * 200_000 + "a@" * 100_000 + "urn:" * 50_000)
    assert len(text) <= MOST_LINE + 1
