"""JSON values: what they are, how bytes become them and how they become bytes.

The only module of the package that imports a JSON library.
"""

from unispec.data._json import MAX_DEPTH, InvalidJson, Json, decode, digest, encode, pretty
from unispec.data._secret import Secret

__all__ = ["MAX_DEPTH", "InvalidJson", "Json", "Secret", "decode", "digest", "encode", "pretty"]
