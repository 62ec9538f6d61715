"""Writes definitions.json: what the simulated classes are called and offer in the definitions of 2022.

    python3 -m pip download --no-deps --no-binary :all: adsk==2.0.12157
    python3 tests/host/preview/extract_definitions.py adsk-2.0.12157.tar.gz NAME [NAME ...]

Those definitions are Autodesk's own, published on PyPI; kept here are names alone, of the classes named and
of those that were kept before:

    {"core.Palettes": {"base": ["Base"], "members": {"add": ["id", "name", ...], "count": "property"}}}

A member is a list of its arguments' names, "property", "property rw", or an enumeration's value.
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


def main(archive: Path, names: list[str]) -> None:
    """Write the file anew."""
    wanted = {*names, *json.loads(TARGET.read_text(encoding="utf-8"))}
    found = {name: describe_class(node) for name, node in read_classes(archive) if name in wanted}
    lines = [f"  {json.dumps(name)}: {json.dumps(found[name])}" for name in sorted(found)]
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    sys.stdout.write(f"{len(found)} classes, not found: {sorted(wanted - set(found))}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
