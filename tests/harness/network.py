"""Tests reach this machine only: a connection to anywhere else fails at once and says so."""

import socket
from ipaddress import ip_address
from typing import Any

import pytest


class OutsideConnection(Exception):
    """A test tried to reach another machine."""


def allow_only_loopback(patch: pytest.MonkeyPatch) -> None:
    """Guard every socket of this process until the patch is undone."""
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))


def _guarded(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(str(address[0])):
            raise OutsideConnection(
                f"A test tried to reach {address[0]}:{address[1]}. Use a part of tests/harness."
            )
        return connect(self, address)

    return guarded


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
