"""Text into JSON, with the limits that keep hostile input harmless."""

from __future__ import annotations

from pydantic import JsonValue, ValidationError
from pydantic_core import from_json

from wall.protocol.limits import MAX_DEPTH, MAX_TEXT_BYTES


class Undecodable(ValueError):
    """Why a text is not taken."""


def decode_json(text: str | bytes) -> JsonValue:
    """Raises Undecodable for what is too large, too deep, or not JSON (NaN included)."""
    size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_TEXT_BYTES:
        raise Undecodable(f"a message is at most {MAX_TEXT_BYTES} bytes")
    try:
        value: JsonValue = from_json(text, allow_inf_nan=False, cache_strings="none")
    except (ValueError, RecursionError) as error:
        raise Undecodable(f"this is not JSON: {error}") from error
    if _is_deeper_than(value, MAX_DEPTH):
        raise Undecodable(f"objects and lists may lie at most {MAX_DEPTH} deep within each other")
    return value


def _is_deeper_than(value: JsonValue, levels: int) -> bool:
    current: list[JsonValue] = [value]
    for _ in range(levels):
        inside: list[JsonValue] = []
        for item in current:
            if isinstance(item, dict):
                inside += item.values()
            elif isinstance(item, list):
                inside += item
        if not inside:
            return False
        current = inside
    return any(isinstance(item, dict | list) for item in current)


def sentence(error: ValidationError, *, skip: int = 0) -> str:
    """What is wrong with a message, for people: path and reason of the first few problems.

    `skip` leaves out the outer steps of each path that the reader did not write.
    """
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    told = []
    for problem in problems[:5]:
        path = ".".join(str(step) for step in problem["loc"][skip:])
        told.append(f"{path}: {problem['msg']}" if path else problem["msg"])
    if len(problems) > len(told):
        told.append(f"and {len(problems) - len(told)} more")
    return "; ".join(told)
