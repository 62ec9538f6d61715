"""Writes definitions.json and official.json: what Fusion's classes offer in the definitions of 2022.

    python3 -m pip download --no-deps --no-binary :all: adsk==2.0.12157
    python3 tests/host/preview/extract_definitions.py adsk-2.0.12157.tar.gz NAME [NAME ...]

Those definitions are Autodesk's own, published on PyPI; kept here are names alone, of the classes named and
of those that were kept before:

    {"core.Palettes": {"base": ["Base"], "members": {"add": ["id", "name", ...], "count": "property"}}}

A member is a list of its arguments' names, "property", "property rw", or an enumeration's value. The preview
itself has the names of all classes, in lib/preview/adsk/official.json:

    {"core.Sketches": [["Base"], {"add": "", "count": "", ...}, {enumeration's names and values}]}

where a member's text is the class of what it returns, of events and collections alone.
"""

from __future__ import annotations

import ast
import json
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("definitions.json")
OFFICIAL = Path(__file__).resolve().parents[3] / "lib" / "preview" / "adsk" / "official.json"
MODULES = ("core", "fusion", "cam", "drawing")


def read_classes(archive: Path) -> Iterator[tuple[str, ast.ClassDef]]:
    """Yield each class of the package by its name, such as core.Palettes."""
    with tarfile.open(archive) as files:
        for member in files.getmembers():
            module = Path(member.name).stem
            source = files.extractfile(member) if module in MODULES and member.isfile() else None
            if source is not None:
                for node in ast.parse(source.read()).body:
                    if isinstance(node, ast.ClassDef):
                        yield f"{module}.{node.name}", node


def describe_class(node: ast.ClassDef) -> dict[str, Any]:
    """Return a class in the form of the file."""
    members: dict[str, Any] = {}
    for entry in node.body:
        if isinstance(entry, ast.Assign) and isinstance(entry.targets[0], ast.Name):
            members[entry.targets[0].id] = ast.literal_eval(entry.value)
        if not isinstance(entry, ast.FunctionDef) or entry.name == "__init__":
            continue
        decorators = [ast.unparse(each) for each in entry.decorator_list]
        if f"{entry.name}.setter" in decorators:
            members[entry.name] = "property rw"
        elif "property" in decorators:
            members[entry.name] = "property"
        else:
            members[entry.name] = [each.arg for each in entry.args.args if each.arg != "self"]
    return {"base": [ast.unparse(each).rpartition(".")[2] for each in node.bases], "members": members}


def list_names(node: ast.ClassDef) -> tuple[list[str], dict[str, str], dict[str, int]]:
    """Return a class's bases, its members with the class of what they return, and its values."""
    bases = [ast.unparse(each) for each in node.bases]
    members = {
        entry.name: ast.unparse(entry.returns).rpartition(".")[2] if entry.returns is not None else ""
        for entry in reversed(node.body)  # a property's getter comes before its setter, which returns nothing
        if isinstance(entry, ast.FunctionDef) and entry.name not in ("__init__", "cast")
    }
    values = {
        entry.targets[0].id: ast.literal_eval(entry.value)
        for entry in node.body
        if isinstance(entry, ast.Assign) and isinstance(entry.targets[0], ast.Name)
    }
    return bases, dict(sorted(members.items())), values


def write_official(archive: Path) -> int:
    """Write the names of all classes, and return how many there are."""
    found = {name: list_names(node) for name, node in read_classes(archive)}
    collections = {name.partition(".")[2] for name, each in found.items() if {"count", "item"} <= {*each[1]}}
    for _, members, _ in found.values():
        for name, kind in members.items():
            if not (kind in collections or kind.endswith("Event")):
                members[name] = ""
    lines = [f'  "{name}": {json.dumps(each, separators=(",", ":"))}' for name, each in sorted(found.items())]
    OFFICIAL.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    return len(found)


def main(archive: Path, names: list[str]) -> None:
    """Write the files anew."""
    wanted = {*names, *json.loads(TARGET.read_text(encoding="utf-8"))}
    found = {name: describe_class(node) for name, node in read_classes(archive) if name in wanted}
    lines = [f"  {json.dumps(name)}: {json.dumps(found[name])}" for name in sorted(found)]
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    sys.stdout.write(f"{len(found)} classes, not found: {sorted(wanted - set(found))}\n")
    sys.stdout.write(f"{write_official(archive)} classes by name\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
