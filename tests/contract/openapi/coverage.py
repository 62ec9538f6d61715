"""Which operations of the official files the service and the client have, as README shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from addin.lib.emulator.routes import list_routes

from .descriptions import METHODS, Descriptions, Document
from .senders import Senders
from .traffic import Traffic

BEGIN = "<!-- coverage: `python3 -m tests coverage` writes it -->"
END = "<!-- coverage ends -->"
BROWSER = "the browser"


@dataclass(frozen=True)
class Row:
    """One operation; `senders` are the client's functions that send it."""

    method: str
    template: str
    is_served: bool
    senders: tuple[str, ...]

    def __str__(self) -> str:
        emulator = "served" if self.is_served else "501"
        client = ", ".join(f"`{name}`" if name != BROWSER else name for name in self.senders) or "–"
        return f"| {self.method} `{self.template}` | {emulator} | {client} |"


def measure(
    documents: Mapping[str, Document], descriptions: Descriptions, traffic: Traffic, senders: Senders
) -> dict[str, list[Row]]:
    """Return each file's rows by its title: the service's by its route table, the client's as recorded."""
    served = find_names(descriptions, [(route.method, route.template) for route in list_routes()])
    functions = find_senders(descriptions, traffic, senders)
    return {
        document["info"]["title"]: [
            Row(
                method,
                template,
                is_served=f"{method} {template}" in served,
                senders=tuple(sorted(functions.get(f"{method} {template}", ()))),
            )
            for method, template in list_operations(document)
        ]
        for document in documents.values()
    }


def list_operations(document: Document) -> Iterator[tuple[str, str]]:
    """Yield method and template of each operation once, though a repair may offer it on another path, too."""
    seen: set[str] = set()
    for template, path in document["paths"].items():
        for method in METHODS:
            if method in path and (name := path[method]["operationId"]) not in seen:
                seen.add(name)
                yield method.upper(), template


def find_names(descriptions: Descriptions, keys: Iterable[tuple[str, str]]) -> set[str]:
    """Return the names of operations given by method and template, whatever the placeholders are called.

    What is no operation keeps its own name.
    """
    return {
        operation.name if (operation := descriptions.find_alike(*key)) is not None else " ".join(key)
        for key in keys
    }


def find_senders(descriptions: Descriptions, traffic: Traffic, senders: Senders) -> dict[str, set[str]]:
    """Return the functions that sent each operation, by its name, for what was on the wire.

    What no function of the client sends is what it gives the browser to open.
    """
    functions: dict[str, set[str]] = {}
    for method, path, function in senders.noted:
        found = descriptions.find(method, path)
        if found is not None:
            functions.setdefault(found[0].name, set()).add(function or BROWSER)
    return {
        found[0].name: functions[found[0].name]
        for one in traffic.client
        if (found := descriptions.find(one.method, one.raw_path)) is not None
    }


def show(families: Mapping[str, Iterable[Row]]) -> str:
    """Return the block between the markers."""
    lines: list[str] = []
    for title, family in families.items():
        rows = list(family)
        served, sent = sum(row.is_served for row in rows), sum(bool(row.senders) for row in rows)
        lines += [
            "<details>",
            f"<summary>{title}: of {len(rows)} operations {served} are served, {sent} sent</summary>",
            "",
            "| Operation | Emulator | Client |",
            "|---|---|---|",
            *map(str, rows),
            "",
            "</details>",
            "",
        ]
    return "\n".join(lines)


def put_in(readme: str, block: str) -> str:
    """Return README with this block between the markers."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{block}{END}{after}"
