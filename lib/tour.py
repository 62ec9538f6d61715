"""The main job in the terminal: sign in, walk the hub, show what a design relates to, attach, read back.

Written on `lib.scripting` alone: what the tour does, any script can do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from .aps.items import Item
from .aps.refs import ATTACHMENT, DRAWING_TO_DESIGN
from .core.browse import Node
from .core.references import Relation, Relations
from .errors import UsageError
from .scripting import Session
from .terminal import shown

DESIGN = "items:autodesk.fusion360:Design"
# A large hub is read as far as our share of one minute's quota goes.
MOST_FOLDERS = 150
_DESIGNS_TO_COUNT = 200


@dataclass(frozen=True)
class Plan:
    """What to attach to which design, by name, in one project."""

    project: str
    design: str
    drawing: str
    spreadsheet: str


class Audience(Protocol):
    """Who follows the tour."""

    def say(self, line: str) -> None:
        """Take a line that stays."""
        ...

    def progress(self, line: str) -> None:
        """Take a passing line, which the next one replaces; an empty one ends it."""
        ...


def tour_reading(session: Session, audience: Audience) -> None:
    """Show the hub and the relations of a design that has some; change nothing."""
    say = audience.say
    _greet(session, say)
    items = _show_tree(session, audience)
    designs = [
        node for node in items if isinstance(node.resource, Item) and node.resource.extension_type == DESIGN
    ]
    if not designs:
        say("\n3. No design found\n   None of the items is a Fusion design, so there are no refs to show.")
        return
    counts = session.count_refs(designs[:_DESIGNS_TO_COUNT])
    richest = max(designs[:_DESIGNS_TO_COUNT], key=lambda node: counts[node.id])
    _show_relations(richest, session.list_refs(richest), say)


def tour_attaching(session: Session, plan: Plan, audience: Audience) -> None:
    """Do the whole main job: read as above, attach a drawing and a spreadsheet, read both at both ends."""
    say = audience.say
    _greet(session, say)
    items = _show_tree(session, audience)
    design = _pick(items, plan, plan.design)
    drawing = _pick(items, plan, plan.drawing)
    spreadsheet = _pick(items, plan, plan.spreadsheet)
    _show_relations(design, session.list_refs(design), say)
    say("\n4. Attach (refs cannot be removed afterwards: the service offers no way)")
    steps = ((drawing, design, DRAWING_TO_DESIGN), (design, spreadsheet, ATTACHMENT))
    for from_node, to_node, ref_type in steps:
        is_new = session.attach(from_node, to_node, ref_type=ref_type)
        say(f"   {ref_type}\n     from {_label(from_node)}\n     to   {_label(to_node)}")
        say("     made" if is_new else "     was there already")
    say("\n5. Read back from both ends")
    for from_node, to_node, ref_type in steps:
        for node, other in ((from_node, to_node), (to_node, from_node)):
            relation = _find(session.list_refs(node), session.tip(other).id, ref_type)
            if relation is None:
                raise UsageError("tour.not-read-back", type=ref_type, name=node.name)
            ref = relation.ref
            say(f'   at {_label(node)}: {shown(ref.extension_type)}, direction "{ref.direction}"')
            say(f"     fromId {shown(ref.from_id, 200)}\n     toId   {shown(ref.to_id, 200)}")
    say("\nDone: both refs are there, seen from both ends.")


def _greet(session: Session, say: Callable[[str], None]) -> None:
    user = session.user()
    say(f"\n1. Signed in\n   as {shown(user.name)} <{shown(user.email)}>")


def _show_tree(session: Session, audience: Audience) -> list[Node]:
    """Show hubs, projects and top folders with what is below them; return the items, by path."""
    say = audience.say
    say("\n2. The hub")
    nodes: list[Node] = []
    failed: list[Node] = []
    folders = 0
    walk = session.walk()
    for node in walk:
        (failed if node.error else nodes).append(node)
        folders += node.kind == "folder"
        audience.progress(f"reading: {folders} folders, {len(nodes)} entries")
        if folders >= MOST_FOLDERS:
            walk.close()
    audience.progress("")
    below: Counter[tuple[str, str, tuple[str, ...]]] = Counter()
    for node in nodes:
        if node.kind == "item":
            below[node.hub_id, "", node.path[:1]] += 1
            below.update((node.hub_id, node.project_id, node.path[:depth]) for depth in (2, 3))
    for node in sorted(nodes, key=lambda one: one.path):
        if node.kind == "hub" or (node.kind != "item" and node.depth <= 2):
            count = below[node.hub_id, node.project_id, node.path]
            say(f"   {'  ' * node.depth}{shown(node.name)}  ({count} {'item' if count == 1 else 'items'})")
    kinds = Counter(node.kind for node in nodes)
    say(
        f"   In all {kinds['hub']} hubs, {kinds['project']} projects, {kinds['folder']} folders, "
        f"{kinds['item']} items."
    )
    if folders >= MOST_FOLDERS:
        say(f"   Stopped after {MOST_FOLDERS} folders: the hub is larger.")
    for node in failed:
        say(f"   {shown(' / '.join(node.path))}: {shown(str(node.error), 1000)}")
    return sorted((node for node in nodes if node.kind == "item"), key=lambda one: one.path)


def _show_relations(node: Node, found: Relations, say: Callable[[str], None]) -> None:
    tip = found.versions[0].number if found.versions else 0
    say(f"\n3. The design {_label(node)} and what it relates to")
    if not found.relations:
        say("   Nothing: it has no refs.")
    for relation in found.relations:
        ref = relation.ref
        say(f"   {shown(ref.extension_type)}")
        if ref.direction == "from":
            say(
                f"     from v{relation.own_version} of this design to {_other(relation)}{_age(relation, tip)}"
            )
        else:
            say(
                f"     from {_other(relation)} to v{relation.own_version} of this design{_age(relation, tip)}"
            )


def _age(relation: Relation, tip: int) -> str:
    return "" if relation.own_version == tip else f"  [older: the tip is v{tip}]"


def _other(relation: Relation) -> str:
    number = f" v{relation.other_version.number}" if relation.other_version else ""
    return f'"{shown(relation.other_name)}"{number}'


def _label(node: Node) -> str:
    return f'"{shown(node.name)}"' + (f" v{node.tip.number}" if node.tip else "")


def _find(relations: Relations, other_id: str, ref_type: str) -> Relation | None:
    return next(
        (
            relation
            for relation in relations.relations
            if relation.ref.other_id == other_id and relation.ref.extension_type == ref_type
        ),
        None,
    )


def _pick(items: list[Node], plan: Plan, name: str) -> Node:
    for node in items:
        if node.name == name and node.path[1] == plan.project:
            return node
    raise UsageError("tour.not-found", name=name, project=plan.project)
