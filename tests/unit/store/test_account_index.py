"""The list of accounts on disk: whole or not at all, and begun anew when it is broken."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest
from addin.lib.errors import StoreError
from addin.lib.store.account_index import FILE_NAME, Account, change_accounts, read_accounts

MIKA = Account("app", "USER01", "Mika Sample", "mika@example.com")
ROBIN = Account("app", "USER02", "Robin Ünal 設計", "robin@example.com")


def test_it_keeps_the_order_and_every_letter(tmp_path: Path) -> None:
    assert read_accounts(tmp_path) == ()
    change_accounts(tmp_path, lambda accounts: (ROBIN, MIKA, *accounts))
    assert read_accounts(tmp_path) == (ROBIN, MIKA)
    change_accounts(tmp_path, lambda accounts: accounts[1:])
    assert read_accounts(tmp_path) == (MIKA,)
    assert json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8"))["version"] == 1


def test_what_was_there_stays_when_the_new_list_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_accounts(tmp_path, lambda _: (MIKA,))

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(StoreError) as caught:
        change_accounts(tmp_path, lambda _: (ROBIN,))
    assert caught.value.reference == "store.no-accounts"
    assert read_accounts(tmp_path) == (MIKA,)
    assert {path.name for path in tmp_path.iterdir()} == {FILE_NAME, "accounts.lock"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"version": 2, "accounts": []}',
        b'{"version": 1, "accounts": 5}',
        b'{"version": 1, "accounts": [{"client_id": "app"}]}',
        b'{"version": 1, "accounts": [{"client_id": "a", "user_id": 5, "name": "", "email": ""}]}',
    ],
)
def test_a_broken_list_is_set_aside_and_told_once(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(StoreError) as caught:
        read_accounts(tmp_path)
    assert caught.value.reference == "store.bad-accounts"
    aside = Path(caught.value.context["path"])
    assert aside.read_bytes() == content
    assert read_accounts(tmp_path) == ()


def test_a_list_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(StoreError) as caught:
        read_accounts(tmp_path)
    assert caught.value.reference == "store.no-accounts"


def test_many_changes_at_once_are_all_kept(tmp_path: Path) -> None:
    def add(number: int) -> None:
        change_accounts(tmp_path, lambda accounts: (*accounts, Account("app", str(number), "", "")))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(account.user_id for account in read_accounts(tmp_path)) == [str(n) for n in range(8)]
