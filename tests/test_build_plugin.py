"""The bundle talks to whatever origin served it."""

from pathlib import Path

import pytest

from app.build_plugin import OriginRelativePlugin

BUILT = (
    'e={PING:"http://localhost:8000/ping",EVENT:`ws://localhost:8000/_event`,OTHER:"https://example.org/x"}'
)
WANTED = (
    "e={PING:(location.origin+\"/ping\"),EVENT:(location.origin.replace(/^http/,'ws')+`/_event`),"
    'OTHER:"https://example.org/x"}'
)


def test_backend_addresses_follow_the_origin(tmp_path: Path) -> None:
    chunk = tmp_path / "assets" / "reflex-env-abc.js"
    chunk.parent.mkdir()
    chunk.write_text(BUILT)

    OriginRelativePlugin().post_build(static_dir=tmp_path)

    assert chunk.read_text() == WANTED


def test_build_without_the_chunk_stops_with_a_reason(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        OriginRelativePlugin().post_build(static_dir=tmp_path)

    assert "assets/reflex-env-*.js" in str(stopped.value)
