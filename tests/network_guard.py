"""A ``sitecustomize`` that refuses every connection beyond this machine and writes down who asked for one."""

from __future__ import annotations

GUARD = """
import socket, sys, os
_connect = socket.socket.connect
def _local(address):
    return isinstance(address, (str, bytes)) or address[0] in ("127.0.0.1", "::1", "localhost")
def _guarded(self, address):
    if not _local(address):
        with open(os.environ["GAITCHECK_TEST_CALLS"], "a") as calls:
            calls.write(repr(address))
        raise OSError("no network in tests")
    return _connect(self, address)
socket.socket.connect = _guarded
socket.socket.connect_ex = _guarded
with open(os.environ["GAITCHECK_TEST_STARTS"], "a") as starts:
    starts.write(" ".join(sys.orig_argv) + chr(10))
"""
