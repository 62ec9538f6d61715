"""Object storage: buckets, objects, and signed addresses, all of them the app's own."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from addin.lib.aps import buckets, objects, signed_downloads, signed_resources, signed_uploads
from addin.lib.aps.signed_uploads import Finished, SignedParts
from addin.lib.errors import MalformedAnswer

from ..emulator.storage import BUCKET
from .bench import OF_ANYONE, Bench, Case, Read, Write, fails
from .rows import CUT_JSON, Gives

_DATA = b"data"
_NEW = b"abcd"


def _open_bucket(bench: Bench) -> None:
    bench.keep("bucket", lambda: bench.storage.make_bucket())


def _bucket_name(bench: Bench) -> str:
    return f"bucket-{bench.fresh()}"


def _make_bucket(bench: Bench) -> str:
    name = _bucket_name(bench)
    bench.storage.make_bucket(name)
    return name


def _key(bench: Bench) -> str:
    _open_bucket(bench)
    return f"object {bench.fresh()}"


def _make_object(bench: Bench) -> str:
    key = _key(bench)
    bench.storage.put(key, _DATA)
    return key


def _kept_object(bench: Bench) -> str:
    return bench.keep("object", lambda: _make_object(bench))


def _exists(bench: Bench, key: Any) -> int:
    return 1 - fails(lambda: objects.get_object(bench.calm_app, BUCKET, object_key=key))


def _object_read(ask: Callable[..., object]) -> Read:
    """Return a read about an object that stays; `ask` gets the client, the bucket and its key."""
    return Read(lambda bench: ask(bench.app, BUCKET, _kept_object(bench)))


def _send_file(bench: Bench) -> Finished:
    """Begin an upload and send its only part: all but the end."""
    key = _key(bench)
    upload = bench.storage.open_upload(key)
    return Finished(key, upload["uploadKey"], len(_DATA), bench.storage.send_parts(upload, _DATA))


def _complete_two(bench: Bench, finished: Any) -> object:
    return signed_uploads.complete_uploads(bench.app, BUCKET, finished=finished)


def _count_urls(signed: object) -> int:
    """Count addresses: they are others each time."""
    assert isinstance(signed, SignedParts)
    return len(signed.urls)


def _sign_parts(bench: Bench) -> int:
    key = bench.keep("upload's object", lambda: _key(bench))
    upload = bench.keep("upload", lambda: bench.storage.open_upload(key))
    return _count_urls(
        signed_uploads.sign_parts(
            bench.app, BUCKET, object_key=key, upload_key=upload["uploadKey"], first=2, count=2
        )
    )


def _create_uploads(bench: Bench) -> list[int]:
    _open_bucket(bench)
    made = signed_uploads.create_uploads(bench.app, BUCKET, parts={"a": 1, "b": 2})
    return [_count_urls(one) for one in made.values()]


def _size_of(signed: object) -> object:
    assert isinstance(signed, signed_downloads.SignedDownload)
    return signed.size, signed.sha1


def _sign(bench: Bench, client: Any, key: str) -> str:
    signed = signed_resources.create_signed_resource(
        client, BUCKET, object_key=key, access="readwrite", minutes=60
    )
    return signed.hash


def _read_resource(client: Any, signed_hash: str, **place: int) -> bytes:
    into = io.BytesIO()
    signed_resources.read_signed_resource(client, signed_hash, into=into, **place)
    return into.getvalue()


def _kept_resource(bench: Bench) -> str:
    return bench.keep("resource", lambda: _sign(bench, bench.calm_app, _kept_object(bench)))


def _make_resource(bench: Bench) -> tuple[str, str]:
    key = _make_object(bench)
    return key, _sign(bench, bench.calm_app, key)


def _send_half(client: Any, signed_hash: str, start: int) -> object:
    end = start + 2
    return signed_resources.send_signed_chunk(
        client,
        signed_hash,
        source=io.BytesIO(_NEW[start:end]),
        session="s",
        start=start,
        end=end,
        total=len(_NEW),
    )


def _send_first_half(bench: Bench) -> tuple[str, str]:
    made = _make_resource(bench)
    _send_half(bench.calm_anonymous, made[1], 0)
    return made


def _is_replaced(bench: Bench, made: Any) -> bool:
    return bench.storage.read(made[0]) == _NEW


STORAGE_CASES: Mapping[str, Case] = {
    "buckets.list_buckets": Read(
        lambda bench: (_open_bucket(bench), buckets.list_buckets(bench.app))[1],
    ),
    "buckets.get_bucket": Read(
        lambda bench: (_open_bucket(bench), buckets.get_bucket(bench.app, BUCKET))[1],
    ),
    "buckets.create_bucket": Write(
        prepare=_bucket_name,
        act=lambda bench, name: buckets.create_bucket(bench.app, name, policy="transient"),
        times=lambda bench, name: [one.key for one in buckets.list_buckets(bench.calm_app)].count(name),
    ),
    "buckets.delete_bucket": Write(
        prepare=_make_bucket,
        act=lambda bench, name: buckets.delete_bucket(bench.app, name),
        times=lambda bench, name: fails(lambda: buckets.get_bucket(bench.calm_app, name)),
        takes_no_answer=True,
    ),
    "objects.list_objects": _object_read(
        lambda client, bucket, key: objects.list_objects(client, bucket, begins_with=key)
    ),
    "objects.get_object": _object_read(
        lambda client, bucket, key: objects.get_object(client, bucket, object_key=key)
    ),
    "objects.copy_object": Write(
        prepare=lambda bench: (_kept_object(bench), _key(bench)),
        act=lambda bench, keys: objects.copy_object(bench.app, BUCKET, object_key=keys[0], new_key=keys[1]),
        times=lambda bench, keys: _exists(bench, keys[1]),
        repeats=True,
    ),
    "objects.delete_object": Write(
        prepare=_make_object,
        act=lambda bench, key: objects.delete_object(bench.app, BUCKET, object_key=key),
        times=lambda bench, key: 1 - _exists(bench, key),
        takes_no_answer=True,
    ),
    "signed_uploads.create_upload": _object_read(
        lambda client, bucket, key: _count_urls(
            signed_uploads.create_upload(client, bucket, object_key=key, parts=3)
        )
    ),
    "signed_uploads.sign_parts": Read(_sign_parts),
    "signed_uploads.create_uploads": Read(_create_uploads),
    "signed_uploads.complete_upload": Write(
        prepare=_send_file,
        act=lambda bench, finished: signed_uploads.complete_upload(bench.app, BUCKET, finished=finished),
        times=lambda bench, finished: _exists(bench, finished.object_key),
    ),
    "signed_uploads.complete_uploads": Write(
        prepare=lambda bench: [_send_file(bench), _send_file(bench)],
        act=_complete_two,
        times=lambda bench, finished: sum(_exists(bench, one.object_key) for one in finished) // 2,
    ),
    "signed_downloads.sign_download": _object_read(
        lambda client, bucket, key: _size_of(signed_downloads.sign_download(client, bucket, object_key=key))
    ),
    "signed_downloads.sign_downloads": _object_read(
        lambda client, bucket, key: [
            _size_of(one)
            for one in signed_downloads.sign_downloads(client, bucket, object_keys=[key]).values()
        ]
    ),
    # A new address each time, and each as good as the others.
    "signed_resources.create_signed_resource": Read(
        lambda bench: _read_resource(bench.calm_anonymous, _sign(bench, bench.app, _kept_object(bench)))
    ),
    # Any bytes may be an object's, and nobody has said how many there are.
    "signed_resources.read_signed_resource": Read(
        lambda bench: _read_resource(bench.anonymous, _kept_resource(bench)),
        {**OF_ANYONE, "truncated JSON": Gives(CUT_JSON.encode())},
    ),
    "signed_resources.read_signed_resource, in part": Read(
        lambda bench: _read_resource(bench.anonymous, _kept_resource(bench), start=1, end=3),
        {**OF_ANYONE, "truncated JSON": MalformedAnswer},
    ),
    "signed_resources.replace_signed_resource": Write(
        prepare=_make_resource,
        act=lambda bench, made: signed_resources.replace_signed_resource(
            bench.anonymous, made[1], source=io.BytesIO(_NEW)
        ),
        times=_is_replaced,
        kinds=OF_ANYONE,
    ),
    "signed_resources.send_signed_chunk": Write(
        prepare=_send_first_half,
        act=lambda bench, made: _send_half(bench.anonymous, made[1], 2),
        times=_is_replaced,
        repeats=True,
        kinds=OF_ANYONE,
    ),
    "signed_resources.delete_signed_resource": Write(
        prepare=_make_resource,
        act=lambda bench, made: signed_resources.delete_signed_resource(bench.app, made[1]),
        times=lambda bench, made: 1 - _exists(bench, made[0]),
        takes_no_answer=True,
    ),
}
