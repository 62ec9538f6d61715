"""All traffic there is to judge: our client's whole repertoire, and what `by_hand` adds, on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from addin.lib.aps import auth, commands, derivatives, folders, hubs, items, probes, refs, schemas, versions
from addin.lib.aps.refs import ATTACHMENT, DRAWING_TO_DESIGN, XREF
from addin.lib.core.accounts import sign_in
from addin.lib.core.browse import Node
from addin.lib.core.ports import NoDialogs
from addin.lib.emulator import Emulator, EmulatorOptions, sample
from addin.lib.errors import SignInError
from addin.lib.http import HttpClient
from addin.lib.http.listener import callback_urls
from addin.lib.plm import session as lifecycle
from addin.lib.scripting import Session, connect
from addin.lib.terminal import FormBrowser

from .by_hand import Wire, ask_for_more, ask_wrongly
from .data_by_hand import ask_data_wrongly, ask_for_more_data
from .data_traffic import OTHER_POLICIES, use_data, use_other_policies
from .recorder import Exchange, Recorder
from .services_by_hand import ask_for_a_failure, ask_services, ask_services_wrongly
from .shelf import DESIGN, Shelf, fill_shelf
from .storage import ask_storage_for_more, ask_storage_wrongly, use_storage

_HUBS = "/project/v1/hubs"
_HUBS_LIMIT = 50  # requests a minute, as published


@dataclass(frozen=True)
class Traffic:
    """`client` was sent by the add-in, `further` by hand as described, `refused` by hand and wrongly."""

    client: tuple[Exchange, ...]
    further: tuple[Exchange, ...]
    refused: tuple[Exchange, ...]

    @property
    def requests(self) -> tuple[Exchange, ...]:
        """What was meant to be a right request."""
        return self.client + self.further

    @property
    def answers(self) -> tuple[Exchange, ...]:
        """Every exchange: the service must answer wrong requests rightly, too."""
        return self.client + self.further + self.refused


def use_everything(service: Emulator, url: str, shelf: Shelf, *, port: int) -> None:
    """Let the add-in send all it can send, to `url`, behind which the service is."""
    _use_session(service, url, port)
    _use_client(service, url, shelf)
    _use_tokens(service, url, port)
    use_storage(service, url)


def record(port: int) -> Traffic:
    """Run it all against fresh services; `port` is free for the sign-in's callback."""
    with Emulator(EmulatorOptions(callbacks=callback_urls([port]))) as service:
        shelf = fill_shelf(service)
        with Recorder(service.url) as recorder:
            use_everything(service, recorder.url, shelf, port=port)
            client = recorder.take()
            with Wire(recorder.url, service.token) as wire:
                ask_for_more(wire, service, shelf)
                ask_services(wire, service, shelf)
                ask_for_more_data(wire, shelf)
                ask_storage_for_more(service, recorder.url)
                further = recorder.take()
                ask_wrongly(wire, service, shelf)
                ask_services_wrongly(wire, service, shelf)
                ask_data_wrongly(wire, service, shelf)
                ask_storage_wrongly(service, recorder.url)
                refused = recorder.take()
    with Emulator(EmulatorOptions(hub="none", quotas=True)) as bare:
        with Recorder(bare.url) as recorder, Wire(recorder.url, bare.token) as wire:
            for _ in range(_HUBS_LIMIT):
                wire.get(_HUBS, 200)
            further += recorder.take()[:1]
            wire.get(_HUBS, 429)
            refused += recorder.take()
    with Emulator(EmulatorOptions(hub="none", policies={"translation": "failed"})) as failing:
        shelf = fill_shelf(failing)
        with Recorder(failing.url) as recorder, Wire(recorder.url, failing.token) as wire:
            ask_for_a_failure(wire, failing, shelf)
            further += recorder.take()
    with Emulator(EmulatorOptions(hub="none", policies=OTHER_POLICIES)) as other:
        shelf = fill_shelf(other)
        with Recorder(other.url) as recorder:
            with HttpClient(recorder.url, get_token=lambda rejected: other.token) as session:
                use_other_policies(session, other, shelf)
            client += recorder.take()
    return Traffic(client, further, refused)


def _use_session(service: Emulator, url: str, port: int) -> None:
    """Do what a script does: sign in, walk the whole hub, read relations, attach, sign out."""
    browser = FormBrowser()
    client_id = service.public_client_id
    with connect(client_id=client_id, service=url, open_browser=browser.open, ports=(port,)) as session:
        assert session.user().name
        assert session.hubs()
        nodes = {(node.path[1], node.name): node for node in session.walk() if node.depth > 1}
        _attach(session, nodes)


def _attach(session: Session, nodes: Mapping[tuple[str, str], Node]) -> None:
    project = sample.MAIN_PROJECT
    design, drawing, sheet = (
        nodes[project, name]
        for name in (sample.DESIGN_NAME, sample.DRAWING_TO_ATTACH, sample.SPREADSHEET_TO_ATTACH)
    )
    assert session.list_refs(design).relations
    assert session.count_refs([design, drawing])[design.id]
    assert session.attach(drawing, design, ref_type=DRAWING_TO_DESIGN)
    assert session.attach(design, sheet)
    assert not session.attach(design, sheet)


def _use_client(service: Emulator, url: str, shelf: Shelf) -> None:
    """Call every function of the client."""
    project, folder = shelf.project, shelf.folder
    with HttpClient(url, get_token=lambda rejected: service.token) as client:
        auth.get_user(client)
        hubs.list_hubs(client)
        hubs.get_hub(client, shelf.hub)
        for hub in (shelf.hub, shelf.bare_hub):
            hubs.list_projects(client, hub)
        hubs.get_project(client, shelf.hub, project_id=project)
        hubs.list_top_folders(client, shelf.hub, project_id=project)
        folders.get_folder(client, project, folder_id=folder)
        for filters in (
            {"filter[type]": "items", "filter[extension.type]": f"{DESIGN},items:autodesk.core:File"},
            {"page[limit]": "1"},
        ):
            folders.list_folder(client, project, folder_id=folder, filters=filters)
        folders.list_folder(client, project, folder_id=shelf.inner_folder)
        items.get_item(client, project, item_id=shelf.item)
        items.get_tip(client, project, item_id=shelf.item)
        items.list_versions(client, project, item_id=shelf.item)
        for version_id in (shelf.version, shelf.file):
            version = versions.get_version(client, project, version_id=version_id)
            thumbnail = derivatives.get_thumbnail(client, version.derivative_urn, size=100)
            assert (thumbnail is None) == (version_id == shelf.file)
        _use_refs(client, shelf)
        _use_derivatives(service, client, versions.get_version(client, project, version_id=shelf.version))
        assert schemas.get_schema(client, ATTACHMENT)
        assert not schemas.get_schema(client, "nobody:knows:It")
        use_data(client, service, shelf)
    with HttpClient(url) as client:
        lifecycle.log_in(client, "designer@example.com", password="fusion")


def _use_refs(client: HttpClient, shelf: Shelf) -> None:
    def make(start: tuple[str, str], end: tuple[str, str], kind: str, **data: str) -> None:
        refs.create_ref(
            client,
            shelf.project,
            from_type=start[0],
            from_id=start[1],
            to_type=end[0],
            to_id=end[1],
            extension_type=kind,
            extension_data=data,
        )

    def read(kind: str, resource_id: str, filters: Mapping[str, str] | None = None) -> refs.RefList:
        return refs.list_refs(
            client, shelf.project, resource_type=kind, resource_id=resource_id, filters=filters
        )

    version, file = ("versions", shelf.version), ("versions", shelf.file)
    assert not read(*version).refs
    make(("versions", shelf.drawing), version, DRAWING_TO_DESIGN)
    make(version, file, ATTACHMENT)
    make(version, file, XREF, nestedType="overlay")
    make(version, ("folders", shelf.inner_folder), ATTACHMENT)
    make(("items", shelf.item), ("items", shelf.file_item), ATTACHMENT)
    make(("folders", shelf.folder), file, ATTACHMENT)
    for end in (version, ("items", shelf.item), ("folders", shelf.folder), ("folders", shelf.inner_folder)):
        assert read(*end).refs
    for name, value in {
        "filter[type]": "versions",
        "filter[id]": shelf.file,
        "filter[refType]": "xrefs",
        "filter[direction]": "from",
        "filter[extension.type]": ATTACHMENT,
    }.items():
        assert read(*version, {name: value}).refs
    ids = [shelf.version, shelf.file]
    assert len(commands.list_refs_of_versions(client, shelf.project, version_ids=ids).refs) > len(ids)


def _use_derivatives(service: Emulator, client: HttpClient, version: versions.Version) -> None:
    urn = version.derivative_urn
    assert derivatives.get_manifest(client, urn).state == "none"
    formats = derivatives.list_formats(client)
    assert derivatives.list_formats(client, formats) is formats
    for force in (False, True):
        assert derivatives.start_job(client, urn, outputs=("thumbnail", "svf2", "step"), force=force)
    service.clock.advance(5)
    assert derivatives.get_manifest(client, urn).is_running
    service.clock.advance(5)
    assert derivatives.get_manifest(client, urn).state == "success"
    assert not derivatives.start_job(client, urn)
    derivatives.delete_manifest(client, urn)


class _Browser(NoDialogs):
    """The Host port of a sign-in."""

    def open_browser(self, url: str) -> bool:
        return FormBrowser().open(url)


def _use_tokens(service: Emulator, url: str, port: int) -> None:
    """Refresh and revoke: what happens when an hour is over, and at the end."""
    client_id = service.public_client_id
    with HttpClient(url) as client:
        tokens = sign_in(client, _Browser(), client_id=client_id, ports=(port,))
        tokens = auth.refresh_tokens(client, tokens.refresh_token, client_id=client_id)
        auth.revoke_token(client, tokens.access_token, client_id=client_id, hint="access_token")
        auth.revoke_token(client, tokens.refresh_token, client_id=client_id)
        with pytest.raises(SignInError):
            auth.refresh_tokens(client, tokens.refresh_token, client_id=client_id)
        assert not auth.introspect_token(client, tokens.access_token, client_id=client_id).active
        app_id, secret = service.client_id, service.client_secret
        scopes = ("data:read", "bucket:read")
        token = auth.get_app_token(client, client_id=app_id, client_secret=secret, scopes=scopes).access_token
        state = auth.introspect_token(client, token, client_id=app_id, client_secret=secret)
        assert state.scopes == scopes
        assert auth.get_discovery(client).issuer
        callback = callback_urls([port])[0]
        probes.probe_app(client, client_id=client_id, redirect_uri=callback)
        assert probes.probe_callback(client, client_id=client_id, redirect_uri=callback).kind == "shown"
