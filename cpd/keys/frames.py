"""How a question and its answer are written on the signer's socket: a length, then JSON."""

import json
import socket
import struct
import time
from base64 import b64decode, b64encode
from typing import Any

from cpd.keys.rules.purposes import Algorithm, KeyPurpose, Signature
from cpd.keys.signing import PublicKey

LARGEST = 256 * 1024
LENGTH = struct.Struct(">I")
Frame = dict[str, Any]


class BrokenFrameError(Exception):
    """The other end went away, was too slow, or wrote what is no frame."""


def send(connection: socket.socket, frame: Frame) -> None:
    content = json.dumps(frame).encode("ascii")
    connection.sendall(LENGTH.pack(len(content)) + content)


def receive(connection: socket.socket, seconds: float) -> Frame:
    """Read one frame, all of it within that many seconds."""
    end = time.monotonic() + seconds
    (length,) = LENGTH.unpack(exactly(connection, LENGTH.size, end))
    if length > LARGEST:
        raise BrokenFrameError(f"a frame of {length} bytes")
    try:
        frame = json.loads(exactly(connection, length, end))
    except ValueError as error:
        raise BrokenFrameError("no JSON") from error
    if not isinstance(frame, dict):
        raise BrokenFrameError("no JSON object")
    return frame


def exactly(connection: socket.socket, size: int, end: float) -> bytes:
    read = bytearray()
    while len(read) < size:
        left = end - time.monotonic()
        if left <= 0:
            raise BrokenFrameError("too slow")
        connection.settimeout(left)
        some = connection.recv(size - len(read))
        if not some:
            raise BrokenFrameError("the other end went away")
        read += some
    return bytes(read)


def question(do: str, purpose: KeyPurpose, key: str | None = None, message: bytes = b"") -> Frame:
    return {"do": do, "purpose": purpose, "key": key, "message": text(message)}


def of_signature(signature: Signature) -> Frame:
    return {"key": signature.key_id, "value": text(signature.value)}


def signature_in(frame: Frame) -> Signature:
    return Signature(str(frame["key"]), raw(frame["value"]))


def of_public(key: PublicKey) -> Frame:
    return {
        "id": key.id,
        "purpose": key.purpose,
        "algorithm": key.algorithm,
        "pem": key.pem,
        "certificates": key.certificates,
    }


def public_in(frame: Frame) -> PublicKey:
    return PublicKey(
        str(frame["id"]),
        KeyPurpose(frame["purpose"]),
        Algorithm(frame["algorithm"]),
        str(frame["pem"]),
        frame["certificates"],
    )


def text(value: bytes) -> str:
    return b64encode(value).decode("ascii")


def raw(value: str) -> bytes:
    return b64decode(value, validate=True)
