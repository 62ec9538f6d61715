"""The pages of other people's palettes: what an address may be, and which files a page gets."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from addin.lib.preview import Preview, SimulatedFusion
from addin.lib.preview.picture import draw

from .conftest import load
from .test_server import Client

ID = "theirs"
PAGE = "<html><link rel=stylesheet href='../css/a.css'>a page</html>"
STRING = "<html><body>written in place</body></html>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of somebody's add-in, with pages and styles beside each other, and a file outside of it."""
    folder = tmp_path / "Theirs"
    for name, text in {
        "Theirs.manifest": '{"type": "addin"}',
        "Theirs.py": "def run(context): pass\ndef stop(context): pass\n",
        "pages/html/index.html": PAGE,
        "pages/css/a.css": "p { color: red }",
        "pages/css/100%41.css": "a { color: blue }",
        "../secret.txt": "outside",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def client(folder: Path) -> Iterator[Client]:
    """A client of a preview in which the add-in runs."""
    with Preview(folder / "Theirs.py", load=load) as preview:
        yield Client(preview)


def add_palette(url: str) -> Any:
    """Add a palette as the add-in does."""
    ui = importlib.import_module("adsk.core").Application.get().userInterface
    return ui.palettes.add(ID, "Theirs", url, True, True, True)  # noqa: FBT003


def address(client: Client) -> str:
    """Return where the window loads the palette's page."""
    return draw(client.preview.fusion.state)["palettes"][0]["page"]


@pytest.mark.parametrize("form", ["relative", "dotted", "absolute", "file"])
def test_a_page_gets_the_files_beside_its_folder(client: Client, folder: Path, form: str) -> None:
    page = folder / "pages" / "html" / "index.html"
    forms = {"relative": "pages/html/index.html", "dotted": "./pages/../pages/html/index.html"}
    forms |= {"absolute": str(page), "file": page.as_uri()}
    add_palette(forms[form])
    assert address(client) == f"/palette/{ID}/pages/html/index.html"
    status, headers, body = client.get(address(client))
    assert (status, body.decode()) == (200, PAGE)
    assert "'unsafe-inline'" in headers["Content-Security-Policy"]
    assert client.get(f"/palette/{ID}/pages/css/a.css")[2] == b"p { color: red }"
    assert client.get(f"/palette/{ID}/pages/css/100%2541.css")[2] == b"a { color: blue }"


def test_query_and_hash_of_a_file_address_are_kept(client: Client, folder: Path) -> None:
    page = folder / "pages" / "html" / "index.html"
    palette = add_palette(f"{page.as_uri()}?x=1&y=a%20b#part")
    assert address(client) == f"/palette/{ID}/pages/html/index.html?x=1&y=a%20b#part"
    assert client.get(address(client).partition("#")[0])[0] == 200
    with pytest.raises(RuntimeError, match="no page"):
        palette.htmlFileURL = "pages/html/index.html?x=1"


def test_nothing_outside_the_add_ins_folder_is_served(client: Client, folder: Path) -> None:
    (folder / "pages" / "link.txt").symlink_to(folder.parent / "secret.txt")
    (folder / "pages" / "up").symlink_to(folder.parent, target_is_directory=True)
    (folder / "pages" / "inside.css").symlink_to(folder / "pages" / "css" / "a.css")
    add_palette("pages/html/index.html")
    base = f"/palette/{ID}"
    assert client.get(f"{base}/pages/inside.css")[0] == 200
    for path in (
        "pages/link.txt",
        "pages/up/secret.txt",
        "../secret.txt",
        "..%2fsecret.txt",
        "%2Fetc/hostname",
    ):
        status, _, body = client.get(f"{base}/{path}")
        assert (status, b"outside the add-in's folder" in body) == (403, True), path
    assert client.get(f"{base}/%00")[0] == 404
    assert client.get(f"{base}/pages")[0] == 404


def test_a_page_that_lies_elsewhere_gets_its_own_folder_alone(client: Client, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "page.html"
    elsewhere.parent.mkdir()
    elsewhere.write_text(PAGE, encoding="utf-8")
    add_palette(str(elsewhere))
    assert address(client) == f"/palette/{ID}/page.html"
    assert client.get(address(client))[0] == 200
    assert client.get(f"/palette/{ID}/../secret.txt")[0] == 403


def test_a_page_may_be_html_that_is_given_as_a_string(client: Client) -> None:
    palette = add_palette(STRING)
    assert address(client) == f"/palette/{ID}/string.html"
    status, headers, body = client.get(f"/palette/{ID}/string.html")
    assert (status, headers["Content-Type"], body.decode()) == (200, "text/html; charset=utf-8", STRING)
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert client.get(f"/palette/{ID}/Theirs.py")[0] == 404
    assert palette.htmlFileURL == STRING
    palette.htmlFileURL = "<HTML lang='en'>ünother</HTML>"
    assert client.get(f"/palette/{ID}/string.html")[2].decode() == "<HTML lang='en'>ünother</HTML>"


@pytest.mark.parametrize(
    ("profile", "text", "reason"),
    [
        ("2024", STRING, "Fusion of 2024 takes no HTML as a string"),
        ("2026", "<!doctype html>" + STRING, "must begin with <html>"),
        ("2026", "<p>a part</p>", "must begin with <html>"),
        ("2026", "a" * 5000, "no page"),
        ("2026", "a\0b", "no page"),
    ],
)
def test_what_is_neither_a_page_nor_html_is_refused(
    make_fusion: Callable[..., SimulatedFusion], profile: str, text: str, reason: str
) -> None:
    make_fusion(profile=profile)
    with pytest.raises(RuntimeError, match=f"3 : .*{reason}"):
        add_palette(text)
