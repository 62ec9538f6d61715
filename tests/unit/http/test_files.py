"""Parts of files: read from their place, written to their place, never beyond it."""

from __future__ import annotations

import io
import os
import socket
import threading
from pathlib import Path

import pytest
from addin.lib.errors import NetworkError, TransferError
from addin.lib.http import FilePart, FileSlot, HttpClient, RetryPolicy
from addin.lib.http.files import is_empty

from .scripted import ScriptedServer, answer


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    return path


def test_a_part_is_just_its_bytes(file: Path) -> None:
    places: list[int] = []
    with FilePart(file, start=2, size=5, report=places.append) as part:
        assert len(part) == 5
        assert part.read(3) == b"234"
        assert part.tell() == 3
        assert part.read() == b"56"
        assert part.read(1) == b""
        assert places == [3, 5]
        part.seek(0)
        assert list(part) == [b"23456"]
        assert part.seek(0, os.SEEK_END) == 5
        assert part.seek(-1, os.SEEK_CUR) == 4


def test_a_part_of_a_file_that_shrank(file: Path) -> None:
    with FilePart(file, start=5, size=5, report=lambda place: None) as part:
        os.truncate(file, 7)
        assert part.read() == b"56"
        with pytest.raises(TransferError) as caught:
            part.read()
    assert caught.value.reference == "transfers.file-changed"


def test_a_file_that_cannot_be_read(file: Path, tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(TransferError) as caught:
            FilePart(path, start=0, size=1, report=lambda place: None)
        assert caught.value.reference == "transfers.unreadable"
        assert caught.value.context["name"] == path.name


def test_a_slot_takes_what_fits(file: Path) -> None:
    places: list[int] = []
    with FileSlot(file, start=2, size=5, name="Target", report=places.append) as slot:
        slot.write(b"ab")
        slot.write(b"cde")
        assert slot.filled == slot.tell() == 5
        with pytest.raises(TransferError) as caught:
            slot.write(b"f")
        assert caught.value.reference == "transfers.wrong-size"
        assert caught.value.context == {"name": "Target", "expected": 5, "got": 6}
        slot.seek(0)
        slot.truncate()
        slot.write(b"AB")
    assert places == [2, 5, 2]
    assert file.read_bytes() == b"01ABcde789"


def test_whether_anything_is_left(file: Path) -> None:
    source = io.BytesIO(b"ab")
    assert not is_empty(source)
    assert source.tell() == 0
    source.seek(2)
    assert is_empty(source)
    with FilePart(file, start=0, size=0, report=lambda place: None) as part:
        assert is_empty(part)


def test_a_part_is_sent_with_its_length_even_if_it_is_empty(file: Path) -> None:
    with ScriptedServer([answer(200)]) as server, HttpClient(server.url) as client:
        for size in (4, 0):
            with FilePart(file, start=3, size=size, report=lambda place: None) as part:
                client.stream("PUT", "/", source=part)
        client.stream("PUT", "/", source=io.BytesIO())
    assert [server.header("Content-Length", index) for index in range(3)] == ["4", "0", "0"]
    assert [server.header("Transfer-Encoding", index) for index in range(3)] == [None, None, None]
    assert [request.partition("\r\n\r\n")[2] for request in server.requests] == ["3456", "", ""]


def test_a_file_is_kept_as_it_comes_even_if_it_is_compressed() -> None:
    # What decompresses on the way arrives with another size and another checksum than the service told.
    packed = b"\x1f\x8b\x08\x00not really"
    with ScriptedServer([answer(200, packed, Content_Encoding="gzip")]) as server:
        with HttpClient(server.url) as client:
            into = io.BytesIO()
            client.stream("GET", "/", into=into)
    assert into.getvalue() == packed
    assert server.header("Accept-Encoding") == "identity"


def test_a_file_that_stops_on_its_way_times_out() -> None:
    done = threading.Event()

    def send_half(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer(200, b"whole")[:-2])
            done.wait(5)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=send_half, args=(listening,))
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with HttpClient(url, timeouts=(1, 0.05), retry=RetryPolicy(attempts=1)) as client:
            with pytest.raises(NetworkError) as caught:
                client.stream("GET", "/", into=io.BytesIO())
        done.set()
        thread.join()
    assert caught.value.reference == "http.timeout"
