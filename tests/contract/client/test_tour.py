"""The command line's tour and local service, run as a person or a program runs them."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from addin.lib.emulator import Emulator, EmulatorOptions, Fault, sample
from addin.lib.errors import UsageError
from addin.lib.terminal import shown
from addin.lib.texts import load_texts

pytestmark = pytest.mark.long_only

ROOT = Path(__file__).resolve().parents[3]
ENTRY = str(ROOT / "DataBrowserAddin.py")


def run(
    *arguments: str, timeout: float = 60, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the entry file as a program; -W error turns a leaked socket or file into a failure to see."""
    return subprocess.run(
        [sys.executable, "-W", "error", ENTRY, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        check=False,
    )


@pytest.fixture
def served() -> Iterator[tuple[subprocess.Popen[str], str, str, str]]:
    """The local service as a program: the process and its three lines."""
    with subprocess.Popen(
        [sys.executable, ENTRY, "emulator"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        lines = [process.stdout.readline().rstrip("\n") for _ in range(3)]
        try:
            yield process, *lines
        finally:
            process.kill()


def test_the_tour_does_the_main_job_and_says_so() -> None:
    done = run("tour")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    for expected in (
        "Mika Sample",
        sample.MAIN_PROJECT,
        sample.CLOSED_PROJECT,
        "derived:autodesk.fusion360:DrawingToDesign",
        "auxiliary:autodesk.core:Attachment",
        'direction "from"',
        'direction "to"',
        sample.DRAWING_TO_ATTACH,
        sample.SPREADSHEET_TO_ATTACH,
    ):
        assert expected in done.stdout
    assert done.stdout.rstrip().endswith("Done: both refs are there, seen from both ends.")


@pytest.mark.long_only
def test_two_tours_are_alike_but_for_the_ports() -> None:
    first, second = (re.sub(r":\d{4,5}\b", ":PORT", run("tour").stdout) for _ in range(2))
    assert first == second


@pytest.mark.long_only
def test_the_tour_works_where_the_terminal_knows_few_characters() -> None:
    done = run("tour", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0


def test_the_emulator_prints_three_lines_that_work(
    served: tuple[subprocess.Popen[str], str, str, str],
) -> None:
    process, service, token, client = served
    assert re.fullmatch(r"Service: http://127\.0\.0\.1:\d+", service)
    assert re.fullmatch(r"Token: \S+", token)
    assert re.fullmatch(r"Client: \S+ \S+", client)
    base = service.partition(" ")[2]
    hubs = urllib.request.Request(
        f"{base}/project/v1/hubs", headers={"Authorization": f"Bearer {token.partition(' ')[2]}"}
    )
    with urllib.request.urlopen(hubs) as answer:
        assert len(json.load(answer)["data"]) == 2
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0
    assert process.stderr
    assert process.stderr.read() == ""


def test_the_reading_part_runs_against_any_service_and_writes_nothing(service: Emulator) -> None:
    for given, stdin in ((service.token, ""), ("-", service.token + "\n")):
        done = run("tour", "--service", service.url, "--token", given, stdin=stdin)
        assert done.returncode == 0, done.stderr
        assert "derived:autodesk.fusion360:DrawingToDesign" in done.stdout
        assert service.token not in done.stdout + done.stderr
    methods = {(request.method, request.raw_path.rpartition("/")[2]) for request in service.log}
    assert {path for method, path in methods if method == "POST"} <= {"commands"}


def test_a_service_that_does_not_run_is_1_with_the_reason() -> None:
    done = run("tour", "--service", "http://127.0.0.1:9", "--token", "x")
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.long_only
def test_a_service_stopped_under_the_tour_is_1_with_the_reason(
    served: tuple[subprocess.Popen[str], str, str, str],
) -> None:
    process, service, token, _ = served
    with subprocess.Popen(
        [
            sys.executable,
            ENTRY,
            "tour",
            "--service",
            service.partition(" ")[2],
            "--token",
            token.partition(" ")[2],
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as touring:
        assert touring.stdout
        for line in touring.stdout:
            if "1. Signed in" in line:
                process.kill()
                break
        _, errors = touring.communicate(timeout=60)
    assert touring.returncode == 1
    assert "127.0.0.1" in errors
    assert "Traceback" not in errors


def test_a_token_the_service_does_not_take_is_1_with_a_next_step(service: Emulator) -> None:
    done = run("tour", "--service", service.url, "--token", "nonsense")
    assert done.returncode == 1
    assert "Sign in again, or give a new token" in done.stderr
    assert "nonsense" not in done.stderr


def test_ref_making_that_fails_is_1_with_the_reason(service: Emulator) -> None:
    service.add_fault(Fault(path="/project/v1/hubs", status=502, body="<html>"))
    done = run("tour", "--service", service.url, "--token", service.token)
    assert done.returncode == 1
    assert "The service has a problem with the list of hubs (502" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("turo",), "turo"),
        (("tour", "--service", "http://127.0.0.1:9"), "--token"),
        (("tour", "--token", "x"), "--service"),
        (("tour", "--service", "", "--token", ""), "--token"),
        (("emulator", "--port", "٣٣"), "٣٣"),
        (("emulator", "--port", "eighty"), "eighty"),
        (("emulator", "--port", "70000"), "70000"),
        (("emulator", "--latency-ms", "-1"), "--latency-ms"),
        (("emulator", "--hub", "vast"), "vast"),
        (("emulator", "--colour"), "--colour"),
    ],
)
@pytest.mark.long_only
def test_a_wrong_argument_gets_one_helpful_line(arguments: tuple[str, ...], expected: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert expected in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


BAD_FAULT = '[{"path": "*", "nth": [0]}]'


@pytest.mark.parametrize(
    ("arguments", "reference", "named"),
    [
        (
            ("tour", "--service", "http://example.com", "--token", "x"),
            "http.bad-address",
            "http://example.com",
        ),
        (("tour", "--service", "https://example.com/p", "--token", "x"), "http.bad-address", "example.com/p"),
        (("tour", "--service", "http://127.0.0.1:9", "--token", "a b"), "scripting.bad-token", "token"),
        (("emulator", "--policy", "no-such=thing"), "emulator.unknown-policy", "no-such"),
        (("emulator", "--policy", "duplicate-ref=maybe"), "emulator.unknown-policy", "maybe"),
        (("emulator", "--faults", "{folder}/none.json"), "cli.unreadable", "none.json"),
        (("emulator", "--faults", "{folder}/bad.json"), "emulator.bad-faults", "entry 1"),
        (("emulator", "--db", "{folder}/none/hub.sqlite"), "emulator.bad-database", "none"),
        (("emulator", "--db", "{folder}/bad.json"), "emulator.bad-database", "bad.json"),
    ],
)
@pytest.mark.long_only
def test_a_wrong_value_is_1_with_the_reason_and_a_next_step(
    arguments: tuple[str, ...], reference: str, named: str, tmp_path: Path
) -> None:
    (tmp_path / "bad.json").write_text(BAD_FAULT)
    done = run(*(argument.replace("{folder}", str(tmp_path)) for argument in arguments))
    assert done.returncode == 1
    assert load_texts()["errors"][reference]["next"].partition("{")[0] in done.stderr
    assert named in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_taken_port_is_said(service: Emulator) -> None:
    port = int(service.url.rpartition(":")[2])
    done = run("emulator", "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port} on this machine is taken." in done.stderr
    with pytest.raises(UsageError) as caught:
        Emulator(EmulatorOptions(port=port)).start()
    assert caught.value.reference == "emulator.port-taken"


def test_a_hub_that_does_not_exist_is_said() -> None:
    with pytest.raises(UsageError) as caught:
        Emulator(EmulatorOptions(hub="vast"))
    assert caught.value.reference == "emulator.unknown-hub"
    assert "small" in str(caught.value)


def test_a_name_cannot_move_the_cursor_or_turn_a_line() -> None:
    assert shown("a\x1b[2Jb\u202ec\n") == "a\\u001b[2Jb\\u202ec\\u000a"
    assert shown("x" * 300).endswith("…")
    assert len(shown("x" * 300)) == 60


@pytest.mark.long_only
def test_ctrl_c_ends_the_tour_at_once_even_while_it_waits(service: Emulator) -> None:
    service.add_fault(Fault(path="*/contents", status=429, headers={"Retry-After": "30"}, body="{}"))
    with subprocess.Popen(
        [sys.executable, ENTRY, "tour", "--service", service.url, "--token", service.token],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        # A shell's background job is started with Ctrl-C ignored, and so are its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as touring:
        assert touring.stderr
        assert "429" in touring.stderr.readline()
        started = time.monotonic()
        touring.send_signal(signal.SIGINT)
        _, errors = touring.communicate(timeout=60)
    assert touring.returncode == 130, errors
    assert time.monotonic() - started < 10
    assert "Stopped." in errors
    assert "Traceback" not in errors


@pytest.mark.long_only
def test_a_reader_that_goes_away_is_no_crash(service: Emulator) -> None:
    with subprocess.Popen(
        [sys.executable, ENTRY, "tour", "--service", service.url, "--token", service.token],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as touring:
        assert touring.stdout
        assert touring.stderr
        touring.stdout.close()
        assert touring.wait(60) == 1
        assert touring.stderr.read() == ""


@pytest.mark.long_only
def test_a_full_disk_behind_the_output_is_said(service: Emulator) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, ENTRY, "tour", "--service", service.url, "--token", service.token],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_no_token_on_standard_input_is_said(service: Emulator) -> None:
    done = run("tour", "--service", service.url, "--token", "-", stdin="")
    assert done.returncode == 1
    assert load_texts()["errors"]["cli.no-token"]["message"] in done.stderr


@pytest.mark.long_only
def test_the_entry_file_may_be_a_link(tmp_path: Path) -> None:
    link = tmp_path / "browser.py"
    link.symlink_to(ENTRY)
    done = subprocess.run(
        [sys.executable, str(link), "--help"], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0


def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite"
    with contextlib.closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE theirs (x)")
        other.commit()
    before = file.read_bytes()
    done = run("emulator", "--db", str(file))
    assert done.returncode == 1
    assert file.read_bytes() == before
