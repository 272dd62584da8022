"""What all layers need: JSON values and how bytes become them, secrets, what a forked process has anew."""

from unispec.data._forks import Undivided, after_fork
from unispec.data._json import MAX_DEPTH, InvalidJson, Json, decode, digest, encode, pretty
from unispec.data._secret import Secret

__all__ = [
    "MAX_DEPTH",
    "InvalidJson",
    "Json",
    "Secret",
    "Undivided",
    "after_fork",
    "decode",
    "digest",
    "encode",
    "pretty",
]
