"""The command line: one door for people without Fusion, for continuous integration and for scripts."""

from __future__ import annotations

import argparse
import errno
import functools
import io
import os
import shutil
import signal
import sys
import threading
import time
import webbrowser
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from . import tour
from .errors import DataBrowserError, UsageError
from .http import HELD_BACK, HttpClient
from .install import find_addins_folder, install, uninstall
from .remembered import TOKEN_VARIABLE
from .sample_hub import SAMPLE_FILE, open_sample
from .scripting import connect
from .store.places import data_folder
from .store.start_settings import SERVICE_VARIABLE
from .terminal import FormBrowser, shown

if TYPE_CHECKING:
    from .emulator import Emulator
    from .preview.state import File

_LATENCY = "delay every answer of the service by N ms"
_INTO = "another folder of add-ins than Fusion's own"
_HUB = "small, large (20,000 items more), huge (200,000), or lying: hostile names"
_HUBS = ("small", "large", "huge", "lying")
# A document that is saved in the preview: when its new version is there, and how large it is.
_CLOUD_SECONDS, _SAVED_SIZE = 1.5, 1_250_000
OK, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code: 0, 1 with the reason printed, or 2 for a wrong argument."""
    for stream in (sys.stdout, sys.stderr):
        # A name in another script than the terminal's must not end the program.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    parsed = _parser().parse_args(arguments)
    try:
        return parsed.run(parsed)
    except DataBrowserError as error:
        print(_explain(error), file=sys.stderr)
        return FAILED
    except OSError as error:
        return _end_without_output(error)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return INTERRUPTED


def _explain(error: DataBrowserError) -> str:
    return f"{shown(error.message, 1000)}\n{shown(error.next_step, 1000)}"


def _end_without_output(error: OSError) -> int:
    """End when standard output can take no more; raises again for an error of any other kind."""
    if not isinstance(error, BrokenPipeError) and error.errno != errno.ENOSPC:
        raise error
    # Python would try to flush what is left when it ends, and complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(error, BrokenPipeError):
        print("Standard output is full.", file=sys.stderr)
    return FAILED


class _Terminal:
    """The tour's audience: standard output, and a passing line where a person watches."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waits_until = 0.0

    def say(self, line: str) -> None:
        """Print a line at once, so that a program reading along sees it when it happens."""
        print(line, flush=True)

    def wait(self, seconds: float, status: int) -> None:
        """Say once that requests wait, however many threads do; on any thread."""
        now = time.monotonic()
        with self._lock:
            if seconds < 1 or now < self._waits_until:
                return
            self._waits_until = now + seconds
        if status == HELD_BACK:
            reason = "this minute's share of requests is spent: going on"
        elif status:
            reason = f"the service answered {status}: trying again"
        else:
            reason = "the service did not answer: trying again"
        print(f"   {reason} in {seconds:.0f} s", file=sys.stderr, flush=True)

    def progress(self, line: str) -> None:
        """Show a passing line on a terminal, nothing elsewhere."""
        if sys.stderr.isatty():
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line."""
        self.exit(MISUSED, f"{self.prog}: {message} (see {self.prog} --help)\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="DataBrowserAddin.py",
        description="The Data Browser for Autodesk Fusion, without Fusion: without a command, the preview.",
    )
    parser.add_argument("--no-open", action="store_true", help="do not open the browser")
    parser.add_argument(
        "--port", type=_port, default=0, metavar="N", help="the preview's port; 0 is any free one"
    )
    parser.add_argument(
        "--service-port",
        type=_port,
        default=0,
        metavar="N",
        help="the local service's port; 0 is any free one",
    )
    parser.add_argument("--latency-ms", type=_milliseconds, default=0, metavar="N", help=_LATENCY)
    parser.add_argument("--reset", action="store_true", help="begin with the sample hub as it came")
    parser.add_argument("--hub", choices=_HUBS, default="small", help=_HUB)
    parser.add_argument(
        "--addin",
        action="append",
        default=[],
        metavar="DIR",
        help="run the add-in or script in this folder instead of the Data Browser; may be repeated",
    )
    parser.add_argument(
        "--profile", choices=("2024", "2026"), default="2026", help="which year's Fusion to simulate"
    )
    parser.set_defaults(run=_preview)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)

    touring = commands.add_parser(
        "tour",
        help="show the main job: sign in, walk the hub, show a design's refs, attach, read back",
        description="Does the main job on the sample hub, or only reads from another service.",
    )
    touring.add_argument("--service", metavar="URL", help="read from this service instead; needs --token")
    touring.add_argument("--token", help="a 3-legged token for --service; - reads it from standard input")
    touring.set_defaults(run=_tour)

    serving = commands.add_parser(
        "emulator",
        help="run the local service in the foreground",
        description="Serves the sample hub over HTTP on 127.0.0.1 until Ctrl-C.",
    )
    serving.add_argument(
        "--port", type=_port, default=0, metavar="N", help="the port; 0, the default, is any free one"
    )
    serving.add_argument("--hub", choices=_HUBS, default="small", help=_HUB)
    serving.add_argument("--latency-ms", type=_milliseconds, default=0, metavar="N", help=_LATENCY)
    serving.add_argument("--db", metavar="PATH", help="keep the hub in this file, refs and tokens included")
    serving.add_argument("--quotas", action="store_true", help="enforce the published limits per minute")
    serving.add_argument("--faults", metavar="FILE", help="a JSON list of faults to inject")
    serving.add_argument(
        "--policy",
        action="append",
        type=_policy,
        default=[],
        metavar="NAME=VALUE",
        help="settle an open question of the service",
    )
    serving.set_defaults(run=_emulator)

    packing = commands.add_parser("package", help="write the release zip into dist/")
    packing.set_defaults(run=_package)

    installing = commands.add_parser(
        "install",
        help="copy the add-in into Fusion's AddIns folder",
        description="Copies the add-in into Fusion's AddIns folder, in the place of one that is there.",
    )
    installing.add_argument("--into", metavar="FOLDER", help=_INTO)
    installing.add_argument("--link", action="store_true", help="link to this folder instead of copying it")
    installing.set_defaults(run=_install)

    removing = commands.add_parser("uninstall", help="take the add-in out of Fusion's AddIns folder")
    removing.add_argument("--into", metavar="FOLDER", help=_INTO)
    removing.set_defaults(run=_uninstall)
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 0 to 65535")
    return int(text)


def _milliseconds(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text) > 60_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a delay: give milliseconds from 0 to 60000")
    return int(text)


def _policy(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not a policy: give NAME=VALUE")
    return name, value


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise UsageError("cli.unreadable", path=path) from None


def _tour(parsed: argparse.Namespace) -> int:
    terminal = _Terminal()
    if parsed.service is not None or parsed.token is not None:
        return _tour_elsewhere(parsed, terminal)
    from .emulator import Emulator, EmulatorOptions, sample

    with Emulator(EmulatorOptions()) as service:
        terminal.say(f"The tour of the Data Browser, on the sample hub of the local service at {service.url}")
        browser = FormBrowser()
        with connect(
            service=service.url,
            client_id=service.public_client_id,
            open_browser=browser.open,
            on_wait=terminal.wait,
        ) as session:
            terminal.say(f"Allowed on {browser.pages[0]}, answered at {browser.pages[1]}")
            plan = tour.Plan(
                project=sample.MAIN_PROJECT,
                design=sample.DESIGN_NAME,
                drawing=sample.DRAWING_TO_ATTACH,
                spreadsheet=sample.SPREADSHEET_TO_ATTACH,
            )
            tour.tour_attaching(session, plan, terminal)
    return OK


def _tour_elsewhere(parsed: argparse.Namespace, terminal: _Terminal) -> int:
    if not (parsed.service and parsed.token):
        print(
            "tour: --service and --token belong together (--token - reads it from standard input)",
            file=sys.stderr,
        )
        return MISUSED
    token = parsed.token
    if token == "-":
        token = sys.stdin.readline().strip() if sys.stdin else ""
        if not token:
            raise UsageError("cli.no-token")
    with connect(service=parsed.service, token=token, on_wait=terminal.wait) as session:
        terminal.say(f"The reading part of the tour, on {parsed.service}")
        tour.tour_reading(session, terminal)
    return OK


def _preview(parsed: argparse.Namespace) -> int:
    if not Path(__file__).with_name("preview").is_dir():
        raise UsageError("cli.no-preview")
    from .emulator import Emulator, EmulatorOptions, sample
    from .preview import run_preview
    from .preview.manifest import find_entry
    from .preview.sample import ServiceTree, find_file, read_documents

    load = sys.modules[__name__.rsplit(".", 2)[0]].load
    own = Path(__file__).resolve().parent.parent / "DataBrowserAddin.py"
    entries = [find_entry(Path(folder)) for folder in parsed.addin] or [own]
    file = data_folder() / SAMPLE_FILE
    if parsed.reset:
        for part in file.parent.glob(f"{SAMPLE_FILE}*"):
            if part.is_dir():
                shutil.rmtree(part)
            else:
                part.unlink()
    ended = _end_on_signal()
    options = {"port": parsed.service_port, "hub": parsed.hub}
    is_small = parsed.hub == "small"
    # Another hub is nobody's data, and leaves the file of the sample hub alone.
    with open_sample(file.parent, **options) if is_small else Emulator(EmulatorOptions(**options)) as service:
        os.environ.update({SERVICE_VARIABLE: service.url, TOKEN_VARIABLE: service.token})
        with connect(service=service.url, token=service.token) as session:
            documents = read_documents(
                session,
                (sample.DESIGN_NAME, sample.CURRENT_DRAWING, sample.ASSEMBLY_NAME),
                hub=sample.TEAM_HUB,
                project=sample.MAIN_PROJECT,
                modified=(sample.ASSEMBLY_NAME,),
            )
        service.slow_down(parsed.latency_ms)  # not before: nobody wants to wait for the window

        client = HttpClient(service.url, get_token=lambda rejected: service.token)

        def started(url: str) -> None:
            print(f"Preview: {url}", flush=True)
            print(f"Service: {service.url}", flush=True)
            if not parsed.no_open:
                webbrowser.open(url)

        run_preview(
            entries[0],
            more=entries[1:],
            profile=parsed.profile,
            load=load,
            documents=documents,
            port=parsed.port,
            on_started=started,
            ended=ended,
            cloud=functools.partial(_save, service),
            find_file=functools.partial(find_file, service.url, service.token),
            tree=ServiceTree(client, make_item=functools.partial(_save_as, service)),
        )
        client.close()
    return OK


def _save(service: Emulator, file: File) -> tuple[str, int]:
    """Make the next version of a document that was saved, after a while, and return its id and number."""
    from .emulator.sample import SAMPLE_USER

    time.sleep(_CLOUD_SECONDS)
    version_id = service.seed.add_version(
        file.item_id,
        created=datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        by=SAMPLE_USER,
        size=_SAVED_SIZE,
        inherit=service.policies["ref-inheritance"],
    )
    return version_id, int(version_id.rpartition("=")[2])


def _save_as(service: Emulator, folder_id: str, name: str, kind: str) -> str:
    """Make the item of a document that was saved in a folder, after a while, and return its id."""
    from .emulator.sample import SAMPLE_USER

    time.sleep(_CLOUD_SECONDS)
    created = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    extension_type = f"items:autodesk.fusion360:{kind.capitalize()}"
    item_id = service.seed.add_item(
        folder_id, name=name, extension_type=extension_type, created=created, by=SAMPLE_USER
    )
    service.seed.add_version(item_id, created=created, by=SAMPLE_USER, size=_SAVED_SIZE)
    return item_id


def _end_on_signal() -> threading.Event:
    """Return an event that Ctrl-C and a polite kill set."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    return ended


def _package(parsed: argparse.Namespace) -> int:
    from .package import write_package

    print(write_package(Path(__file__).resolve().parent.parent))
    return OK


def _install(parsed: argparse.Namespace) -> int:
    addins = Path(parsed.into) if parsed.into else find_addins_folder()
    target = install(Path(__file__).resolve().parent.parent, addins, link=parsed.link)
    print(f"Installed: {target}")
    print("In Fusion: Utilities > Add-Ins > Scripts and Add-Ins, choose DataBrowserAddin and press Run.")
    return OK


def _uninstall(parsed: argparse.Namespace) -> int:
    addins = Path(parsed.into) if parsed.into else find_addins_folder()
    target = uninstall(addins)
    print(f"Removed: {target}" if target else f"Not installed in {addins}")
    print("Settings and sign-ins stay; Forget everything in the add-in's settings deletes them.")
    return OK


def _emulator(parsed: argparse.Namespace) -> int:
    from .emulator import Emulator, EmulatorOptions, read_faults

    options = EmulatorOptions(
        port=parsed.port,
        hub=parsed.hub,
        database=parsed.db,
        latency_ms=parsed.latency_ms,
        quotas=parsed.quotas,
        faults=read_faults(_read(parsed.faults)) if parsed.faults else (),
        policies=dict(parsed.policy),
    )
    ended = _end_on_signal()
    with Emulator(options) as service:
        print(f"Service: {service.url}", flush=True)
        print(f"Token: {service.token}", flush=True)
        print(f"Client: {service.client_id} {service.client_secret}", flush=True)
        while not ended.wait(0.5):
            pass
    return OK
