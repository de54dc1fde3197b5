"""Values as bytes, and read again into their types: MessagePack, of which nothing is ever run.

Equal values give the same bytes, as long as they hold no sets, whose order is by chance.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Generic, TypeVar

import msgspec

_Value = TypeVar("_Value")
_PLAIN, _SPELLED = b"\0", b"\1"
_encoder = msgspec.msgpack.Encoder()


class Packing(Generic[_Value]):
    """How values of a type become bytes. ``decode`` raises ValueError for bytes that are none of them."""

    def __init__(self, kind: Any) -> None:
        """Take the type; a union of types is no ``type``."""
        self._kind = kind
        self._decoder = cache(lambda: msgspec.msgpack.Decoder(kind))

    def encode(self, value: _Value) -> bytes:
        """The value as bytes."""
        try:
            return _PLAIN + _encoder.encode(value)
        except UnicodeEncodeError:
            # Halves of characters, as YAML and names of files may hold, are no UTF-8.
            plain = msgspec.to_builtins(value, builtin_types=(bytes,))
            return _SPELLED + _encoder.encode(_each_text(plain, _bytewise))

    def decode(self, data: bytes) -> _Value:
        """The value that was encoded. Raises ValueError where it is of another type."""
        try:
            if data[:1] == _PLAIN:
                value: _Value = self._decoder().decode(memoryview(data)[1:])
                return value
            if data[:1] == _SPELLED:
                plain = msgspec.msgpack.decode(memoryview(data)[1:])
                spelled: _Value = msgspec.convert(_each_text(plain, _as_before), self._kind)
                return spelled
        except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
            raise ValueError(str(error)) from error
        raise ValueError("of another form")


def _each_text(plain: Any, change: Callable[[str], str]) -> Any:
    """A value of plain types with each of its texts changed."""
    if isinstance(plain, str):
        return change(plain)
    if isinstance(plain, dict):
        return {_each_text(key, change): _each_text(value, change) for key, value in plain.items()}
    if isinstance(plain, list | tuple):
        return type(plain)(_each_text(one, change) for one in plain)
    return plain


def _bytewise(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def _as_before(text: str) -> str:
    return text.encode("latin-1").decode("utf-8", "surrogatepass")
