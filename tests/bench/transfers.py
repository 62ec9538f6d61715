"""A large file sent to the local service and fetched from it: by us, by curl, and by the official SDK.

Each is a process of its own, and what it made is compared with the file. curl is given the addresses of the
same parts: it moves them, as many at a time, and does nothing else. Our time has everything in it: signing,
SHA-1, flushing to the disk, completing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from addin.lib.aps.auth import get_app_token
from addin.lib.aps.buckets import create_bucket, list_buckets
from addin.lib.aps.objects import delete_object, get_object
from addin.lib.aps.signed_downloads import sign_download
from addin.lib.aps.signed_uploads import MOST_URLS, Finished, complete_upload, create_upload, sign_parts
from addin.lib.core.downloads import RANGE_SIZE
from addin.lib.core.parts import WORKERS, Carrier
from addin.lib.core.transfers import download_file, upload_file
from addin.lib.core.uploads import PART_SIZE
from addin.lib.http import HttpClient, SignedHosts

from ..contract.foreign.programs import run_sdk
from .services import Service

ROOT = Path(__file__).resolve().parents[2]
SIZE = 1024**3
BUCKET = "bench-of-transfers"
SCOPES = ("bucket:create", "bucket:read", "data:read", "data:write", "data:create")
_MOST_COPIES = 5
_BLOCK = 4 * 1024 * 1024
_STATUS = Path("/proc/self/status")


def find_missing(folder: Path) -> str:
    """Return what this machine lacks for the comparison, in a sentence, or nothing."""
    for program, remedy in (("curl", "curl"), ("node", "Node.js with npm"), ("npm", "Node.js with npm")):
        if shutil.which(program) is None:
            return f"The section transfer compares with {program}, which is not there: install {remedy}."
    if not _STATUS.exists():
        return "The section transfer reads its memory from /proc: run it on Linux."
    if shutil.disk_usage(folder).free < _MOST_COPIES * SIZE:
        needed = _MOST_COPIES * SIZE / 1024**3
        return f"The section transfer needs {needed:.0f} GiB in {folder}: let TMPDIR name a larger place."
    return ""


@dataclass(frozen=True)
class Moved:
    """One transfer: how long it took, by how much memory grew (of ours alone), and whether it was right."""

    seconds: float
    grown: int = 0
    is_right: bool = True


@dataclass(frozen=True)
class Yard:
    """Where files are moved: the service, an app's token for it, and a file, also cut into its parts."""

    service: Service
    token: str
    storage: HttpClient
    node_modules: Path
    file: Path
    parts: Sequence[Path]
    sha1: str

    @classmethod
    def open(cls, service: Service, folder: Path, *, node_modules: Path) -> Yard:
        """Make a bucket, and the file."""
        with HttpClient(service.url) as client:
            token = get_app_token(
                client,
                client_id=service.client_id,
                client_secret=service.client_secret,
                scopes=SCOPES,
            ).access_token
        storage = HttpClient(service.url, get_token=lambda _: token)
        create_bucket(storage, BUCKET, policy="transient")
        file, parts = folder / "file", []
        with file.open("wb") as whole:
            for number in range(-(-SIZE // PART_SIZE)):
                part = folder / f"part-{number}"
                part.write_bytes(os.urandom(min(PART_SIZE, SIZE - number * PART_SIZE)))
                whole.write(part.read_bytes())
                parts.append(part)
        return cls(service, token, storage, node_modules, file, parts, _sha1([file]))

    def send(self, name: str, send: Callable[[Yard, str], Moved]) -> Moved:
        """Send the file as the object `name`; raises `SystemExit` where it is not that object then."""
        self._level()
        moved = send(self, name)
        if get_object(self.storage, BUCKET, object_key=name).sha1 != self.sha1:
            raise SystemExit(f"{name}: what was sent is not the file")
        return moved

    def fetch(self, name: str, fetch: Callable[[Yard, str, Path], Moved], into: Path) -> Moved:
        """Fetch the object `name` into an empty folder, which is removed again."""
        into.mkdir()
        self._level()
        moved = fetch(self, name, into)
        shutil.rmtree(into)
        return moved

    def delete(self, name: str) -> None:
        """Delete an object."""
        delete_object(self.storage, BUCKET, object_key=name)

    def _level(self) -> None:
        """Let nobody wait for what another wrote, nor for memory that a virtual machine has given back."""
        warmer = self.file.with_name("warmer")
        with warmer.open("wb", buffering=0) as file:
            block = bytes(_BLOCK)
            for _ in range(SIZE // _BLOCK):
                file.write(block)
        os.sync()
        warmer.unlink()

    def given(self, name: str, file: Path) -> Mapping[str, Any]:
        """Return what a program is told, on its standard input: a token is no argument of a process."""
        return {
            "service": self.service.url,
            "token": self.token,
            "bucket": BUCKET,
            "object": name,
            "file": str(file),
        }


def send_ours(yard: Yard, name: str) -> Moved:
    """Send as the add-in does."""
    return _run_ours("send", yard.given(name, yard.file))


def fetch_ours(yard: Yard, name: str, into: Path) -> Moved:
    """Fetch as the add-in does."""
    moved = _run_ours("fetch", yard.given(name, into / "file"))
    return _judge(yard, moved, [into / "file"])


def send_by_curl(yard: Yard, name: str) -> Moved:
    """Send the parts by curl; signing before and completing after it are ours and take no time."""
    urls: list[str] = []
    upload_key = ""
    while len(urls) < len(yard.parts):
        first, count = len(urls) + 1, min(MOST_URLS, len(yard.parts) - len(urls))
        if not upload_key:
            signed = create_upload(yard.storage, BUCKET, object_key=name, parts=count)
            upload_key = signed.upload_key
        else:
            signed = sign_parts(
                yard.storage, BUCKET, object_key=name, upload_key=upload_key, first=first, count=count
            )
        urls += signed.urls[:count]
    transfers = [
        {"url": url, "upload-file": str(part), "header": "Expect:", "output": os.devnull}
        for url, part in zip(urls, yard.parts, strict=True)
    ]
    moved = _run_curl(transfers)
    etags = [f'"{hashlib.md5(part.read_bytes(), usedforsecurity=False).hexdigest()}"' for part in yard.parts]
    complete_upload(yard.storage, BUCKET, finished=Finished(name, upload_key, SIZE, etags))
    return moved


def fetch_by_curl(yard: Yard, name: str, into: Path) -> Moved:
    """Fetch the same ranges by curl, each into a file."""
    signed = sign_download(yard.storage, BUCKET, object_key=name)
    (chunk,) = signed.chunks
    starts = range(0, SIZE, RANGE_SIZE)
    files = [into / str(start) for start in starts]
    transfers = [
        {"url": chunk.url, "range": f"{start}-{min(start + RANGE_SIZE, SIZE) - 1}", "output": str(file)}
        for start, file in zip(starts, files, strict=True)
    ]
    return _judge(yard, _run_curl(transfers), files)


def send_by_sdk(yard: Yard, name: str) -> Moved:
    """Send as the SDK does."""
    return Moved(run_sdk(yard.node_modules, "send", **yard.given(name, yard.file))["send"]["seconds"])


def fetch_by_sdk(yard: Yard, name: str, into: Path) -> Moved:
    """Fetch as the SDK does."""
    given = yard.given(name, into / "file")
    moved = Moved(run_sdk(yard.node_modules, "fetch", size=SIZE, **given)["fetch"]["seconds"])
    return _judge(yard, moved, [into / "file"])


MOVERS = {
    "ours": (send_ours, fetch_ours),
    "curl": (send_by_curl, fetch_by_curl),
    "SDK for Node.js": (send_by_sdk, fetch_by_sdk),
}


def move(direction: str) -> None:
    """Send or fetch one file, as standard input says: the program behind `send_ours` and `fetch_ours`."""
    given = json.load(sys.stdin)
    url, token, file = given["service"], given["token"], Path(given["file"])
    with (
        HttpClient(url, get_token=lambda _: token, workers=WORKERS) as storage,
        SignedHosts(url, workers=WORKERS) as signed,
    ):
        carrier = Carrier(storage, signed, workers=WORKERS)
        before = _read_memory("VmRSS")
        list_buckets(storage)  # loads the network layer, which in Fusion was loaded long ago
        started = time.perf_counter()
        if direction == "send":
            upload_file(carrier, file, bucket=given["bucket"], object_key=given["object"])
        else:
            download_file(carrier, file, bucket=given["bucket"], object_key=given["object"])
        seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "grown": _read_memory("VmHWM") - before}))


def _run_ours(direction: str, given: Mapping[str, Any]) -> Moved:
    command = [sys.executable, "-m", "tests.bench", "move", direction]
    run = subprocess.run(
        command, input=json.dumps(given), stdout=subprocess.PIPE, text=True, cwd=ROOT, check=True
    )
    return Moved(**json.loads(run.stdout))


def _run_curl(transfers: Iterable[Mapping[str, str]]) -> Moved:
    """Run curl over transfers: each the options of one, which it reads from its standard input."""
    always = ["fail", "silent", "show-error"]
    lines = "\nnext\n".join(
        "\n".join([*always, *(f'{option} = "{value}"' for option, value in transfer.items())])
        for transfer in transfers
    )
    # -q: not with what the user of this machine has in .curlrc.
    command = ["curl", "-q", "--noproxy", "*", "--no-progress-meter", "--parallel", "--parallel-immediate"]
    command += ["--parallel-max", str(WORKERS), "--config", "-"]
    started = time.perf_counter()
    subprocess.run(command, input=lines, text=True, stdout=subprocess.DEVNULL, check=True)
    return Moved(time.perf_counter() - started)


def _judge(yard: Yard, moved: Moved, files: Sequence[Path]) -> Moved:
    return Moved(moved.seconds, moved.grown, _sha1(files) == yard.sha1)


def _sha1(files: Iterable[Path]) -> str:
    digest = hashlib.sha1(usedforsecurity=False)
    for path in files:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    return digest.hexdigest()


def _read_memory(name: str) -> int:
    """Return a line of this process's status in bytes.

    What `resource` calls the peak is inherited from the process that started this one, and hides growth.
    """
    for line in _STATUS.read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise SystemExit(f"no {name} in {_STATUS}")
