"""What is checked before anything starts."""

import os
import socket
from pathlib import Path

import pytest

from app.errors import ConfigurationError
from app.supervisor import preflight
from app.supervisor.ownership import FolderLock

pytestmark = pytest.mark.integration


def test_data_folder_has_one_owner(tmp_path: Path) -> None:
    lock = preflight.own_data_folder(tmp_path / "data")

    with pytest.raises(ConfigurationError) as refused:
        preflight.own_data_folder(tmp_path / "data")

    lock.release()
    assert refused.value.user_text == (
        f"Another PyAirtable Platform (process {os.getpid()}) already runs on the data folder {tmp_path}/data."
        " Stop it first, or set PLATFORM_DATA_DIR to another folder."
    )


def test_released_data_folder_may_be_owned_again(tmp_path: Path) -> None:
    preflight.own_data_folder(tmp_path / "data").release()

    again = FolderLock.acquire(tmp_path / "data" / "supervisor.lock")

    assert again is not None
    again.release()


def test_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")

    with pytest.raises(ConfigurationError) as refused:
        preflight.own_data_folder(tmp_path / "data")

    assert refused.value.user_text == (
        f"PLATFORM_DATA_DIR: cannot write to {tmp_path}/data (File exists)."
        " Choose a folder this user may write to."
    )


def test_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(ConfigurationError) as refused:
            preflight.listen("127.0.0.1", port, patience_seconds=0)

    assert refused.value.user_text == (
        f"PLATFORM_PORT: port {port} on 127.0.0.1 is taken by another program."
        " Stop that program, or set PLATFORM_PORT to a free port."
    )


def test_address_of_another_machine_is_refused() -> None:
    with pytest.raises(ConfigurationError) as refused:
        preflight.listen("192.0.2.1", 8000, patience_seconds=0)

    assert refused.value.what_happened.startswith("PLATFORM_HOST: cannot listen on 192.0.2.1 (")


def test_listener_queues_visitors_before_anybody_serves_them() -> None:
    listener = preflight.listen("127.0.0.1", 0)
    with listener, socket.create_connection(listener.getsockname(), timeout=2) as visitor:
        assert visitor.getpeername() == listener.getsockname()
