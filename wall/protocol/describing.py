"""Describing the protocol: its JSON Schema and its document, made from the models themselves."""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from collections.abc import Sequence
from enum import Enum
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import models_json_schema

from wall.model.changes import (
    FieldChange,
    LayoutTaken,
    LeaseChanged,
    RecordingChanged,
    ScheduleChanged,
    SoundChanged,
    TileAdded,
    TileChanged,
    TileRemoved,
)
from wall.model.datasets import Figure, Posts, Programme, Series, Table
from wall.model.drafts import Draft, DraftStep
from wall.model.leases import Lease
from wall.model.post_rules import Firing
from wall.model.recordings import Recording
from wall.model.scene import Scene, ScheduledTake, TakenLayout
from wall.model.screens import Screen, Wall
from wall.model.sound import GroupSound, TileSound, WallSound
from wall.model.tiles import Health, Tile
from wall.protocol import (
    accounts,
    binary,
    codes,
    focus_requests,
    limits,
    messages,
    post_requests,
    report_requests,
    rule_requests,
    status,
    together,
    versions,
)
from wall.protocol.content import Done
from wall.protocol.kind_requests import KindInfo, SourceInfo
from wall.protocol.previews import PreviewHead, PreviewOf
from wall.protocol.record_requests import RecordingInfo
from wall.protocol.requests import REQUEST_TYPES, Request
from wall.protocol.sound_requests import DeviceHeard, SoundInfo, TileHeard
from wall.protocol.status import HistoryEntry, LayoutInfo, StageInfo, UploadInfo
from wall.protocol.television_requests import ChannelInfo

T = TypeVar("T")
Schema = dict[str, Any]
"""A JSON Schema: free by nature."""

_REQUESTS: dict[str, type[BaseModel]] = dict(
    zip(REQUEST_TYPES, get_args(get_args(Request)[0]), strict=True)
)
_TO_CLIENT = get_args(messages.ToClient)
_RESULTS: tuple[type[BaseModel], ...] = (
    RecordingInfo,
    ChannelInfo,
    KindInfo,
    SourceInfo,
    Programme,
    SoundInfo,
    TileHeard,
    DeviceHeard,
    Done,
    LayoutInfo,
    StageInfo,
    status.Status,
    HistoryEntry,
    UploadInfo,
    messages.PictureInfo,
    messages.NewToken,
    messages.TokenInfo,
    accounts.UserInfo,
    accounts.InvitationTold,
    accounts.SessionInfo,
    together.LeaseInfo,
    together.LeaseAskInfo,
    together.Person,
    together.PersonName,
    together.Drive,
    together.StageDetail,
    together.StagedTile,
    together.SavedLayout,
    together.ScheduledInfo,
    together.RecentPush,
    together.PastPicture,
    together.ProbedAddress,
    post_requests.PostPage,
    post_requests.PostCounters,
    post_requests.PostsDecided,
    post_requests.PostSourceInfo,
    rule_requests.RuleInfo,
    focus_requests.FocusInfo,
    Draft,
    DraftStep,
    report_requests.ContributorInfo,
    report_requests.ContributorLink,
    Firing,
)
_VALUES: tuple[type[BaseModel], ...] = (
    Scene,
    Tile,
    Health,
    TakenLayout,
    TileAdded,
    TileChanged,
    FieldChange,
    TileRemoved,
    LayoutTaken,
    LeaseChanged,
    Lease,
    ScheduleChanged,
    ScheduledTake,
    RecordingChanged,
    Recording,
    SoundChanged,
    TileSound,
    WallSound,
    GroupSound,
    Wall,
    Screen,
    Posts,
    Series,
    Table,
    Figure,
    PreviewHead,
    PreviewOf,
)
_REFS = "#/$defs/{model}"


def schema_document() -> Schema:
    """One schema: `oneOf` all messages, in both directions; results under `$defs`."""
    models: list[type[BaseModel]] = [*_TO_CLIENT, messages.Identify, *_REQUESTS.values(), *_RESULTS]
    _, defined = models_json_schema([(model, "validation") for model in models], ref_template=_REFS)
    definitions = defined["$defs"]
    requests = {kind: _envelope(kind, model) for kind, model in _REQUESTS.items()}
    for model in _REQUESTS.values():
        _without_type(definitions[model.__name__])
    for schema in definitions.values():
        _with_marks(schema)
    definitions |= {f"request {kind}": schema for kind, schema in requests.items()}
    to_client = [model.__name__ for model in _TO_CLIENT]
    from_client = ["Identify", *(f"request {kind}" for kind in requests)]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Messages of Wall's channel, version {versions.NEWEST}",
        "anyOf": [{"$ref": "#/$defs/to client"}, {"$ref": "#/$defs/from client"}],
        "$defs": {
            "to client": {"anyOf": [_ref(name) for name in to_client]},
            "from client": {"anyOf": [_ref(name) for name in from_client]},
            **definitions,
        },
    }


def _envelope(kind: str, model: type[BaseModel]) -> Schema:
    required = [n for n, field in model.model_fields.items() if field.is_required()]
    return {
        "type": "object",
        "description": inspect.getdoc(model),
        "additionalProperties": False,
        "required": ["op", "id", "type", *(["data"] if required else [])],
        "properties": {
            "op": {"const": "request"},
            "id": {"type": "integer", "minimum": 0, "exclusiveMaximum": 2**53},
            "type": {"const": kind},
            "data": _ref(model.__name__),
        },
    }


def _without_type(schema: Schema) -> None:
    schema["properties"].pop("type")


def _with_marks(schema: Schema) -> None:
    """What says of which sort a message or value is must stand there, default or not."""
    marks = [n for n in ("op", "type") if "const" in schema.get("properties", {}).get(n, {})]
    if marks:
        schema["required"] = [*marks, *(n for n in schema.get("required", []) if n not in marks)]


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


# -- the document ----------------------------------------------------------------------------


def protocol_document(introduction: str) -> str:
    """docs/protocol.md: the introduction, which people write, then what the models say."""
    parts = [
        introduction.rstrip(),
        "## Limits",
        _table(
            ("limit", "value"), [(n, _json(v)) for n, v in limits.Limits().model_dump().items()]
        ),
        "## Close codes",
        "They say that the conversation is broken.",
        _enum_table(codes.CloseCode),
        "## Status codes",
        "They say that one request failed. The last column is the status in REST.",
        _table(
            ("code", "meaning", "HTTP"),
            [
                (f"`{code.value}`", _doc_of(codes.Status, code.name), str(codes.HTTP_STATUS[code]))
                for code in codes.Status
            ],
        ),
        "## Requests",
        "The fields are those of `data`.",
        *(_model_section(f"`{kind}`", model) for kind, model in _REQUESTS.items()),
        "## Messages to the client",
        *(_model_section(_message_title(model), model) for model in _TO_CLIENT),
        "## Results",
        "What `result` holds, as the requests say.",
        *(_model_section(f"`{model.__name__}`", model) for model in _RESULTS),
        "## Values",
        _VALUES_ARE,
        *(_model_section(_value_title(model), model) for model in (*_VALUES, *_further(BaseModel))),
        "## Words",
        "Texts of which only some are allowed.",
        *(_words_section(enum) for enum in _further(Enum)),
        "## Binary messages",
        inspect.cleandoc(binary.__doc__ or "").partition("\n")[2].strip(),
    ]
    return "\n\n".join(parts) + "\n"


_VALUES_ARE = """\
What messages are made of. A `Rect` is `[x, y, width, height]` and a `Size` `[width, height]`, whole
canvas pixels; a `RectMm` is a rectangle in millimetres. Where a second name stands in a heading,
the value says it in the field `type`, which is never left out: `{"type": "tile.move", "id": …}`."""


def _value_title(model: type[BaseModel]) -> str:
    kind = _kind(model)
    return f"`{model.__name__}`" + (f" · `{kind}`" if kind else "")


def _kind(model: type[BaseModel]) -> str:
    """What `type` always is; empty where it may be several, or is no field."""
    field = model.model_fields.get("type")
    return str(field.default) if field and len(get_args(field.annotation)) == 1 else ""


def _further(sort: type[T]) -> list[type[T]]:
    """What the described models are made of, and what that is made of, in the order of names."""
    described: set[object] = {*_TO_CLIENT, *_REQUESTS.values(), *_RESULTS, *_VALUES}
    waiting = [a for m in described if isinstance(m, type) for a in _annotations(m)]
    found: dict[str, type[T]] = {}
    while waiting:
        one = waiting.pop()
        waiting += get_args(one)
        if not isinstance(one, type) or one in described:
            continue
        described.add(one)
        waiting += _annotations(one)
        if issubclass(one, sort):
            found[one.__name__] = one
    return [found[name] for name in sorted(found)]


def _annotations(model: type) -> list[object]:
    if not issubclass(model, BaseModel):
        return []
    return [field.annotation for field in model.model_fields.values()]


def _words_section(enum: type[Enum]) -> str:
    words = ", ".join(f"`{one.value}`" for one in enum)
    return "\n\n".join([f"### `{enum.__name__}`", *_own_words(enum), words])


def _own_words(owner: type) -> list[str]:
    """Its docstring; that of a base says nothing about it."""
    words = vars(owner).get("__doc__")
    return [inspect.cleandoc(words)] if words else []


def _message_title(model: type[BaseModel]) -> str:
    kind = model.model_fields.get("type")
    op = model.model_fields["op"].default
    return f"`{op}` · `{kind.default}`" if kind is not None else f"`{op}` · {model.__name__}"


def _model_section(title: str, model: type[BaseModel]) -> str:
    schema = TypeAdapter(model).json_schema(ref_template=_REFS)
    rows = []
    for name, field in model.model_fields.items():
        if name == "op" or (name == "type" and _kind(model)):
            continue
        shape = _shape(schema["properties"][name])
        default = "required" if field.is_required() else f"`{_json(field.get_default())}`"
        rows.append((f"`{name}`", shape, default, field.description or _doc_of(model, name)))
    lines = [f"### {title}", *_own_words(model)]
    if (right := getattr(model, "needs", None)) is not None:
        lines.append(f"Needs the right `{right}`.")
    if rows:
        lines.append(_table(("field", "is", "default", ""), rows))
    return "\n\n".join(lines)


def _shape(schema: Schema) -> str:
    """A JSON Schema in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "const" in schema:
        return f"`{_json(schema['const'])}`"
    if "enum" in schema:
        return " or ".join(f"`{value}`" for value in schema["enum"])
    for union in ("anyOf", "oneOf"):
        if union in schema:
            shapes = [_shape(option) for option in schema[union]]
            return " or ".join(dict.fromkeys(shapes))
    if schema.get("type") == "array":
        if "prefixItems" in schema:
            return f"list of {len(schema['prefixItems'])}"
        return f"list of {_shape(schema.get('items', {}))}"
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object of {_shape(schema['additionalProperties'])}"
    return str(schema.get("type", "any JSON"))


def _json(value: object) -> str:
    if isinstance(value, BaseModel):
        return value.model_dump_json()
    return json.dumps(value, ensure_ascii=False)


def _enum_table(enum: type[Enum]) -> str:
    rows = [(str(m.value), m.name.lower(), _doc_of(enum, m.name)) for m in enum]
    return _table(("code", "name", "meaning"), rows)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"| {' | '.join('---' for _ in head)} |"]
    lines += [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def _doc_of(owner: type, name: str) -> str:
    """The string that stands below an attribute in the source, on one line."""
    for base in owner.__mro__:
        if base.__module__.startswith("wall."):
            found = _attribute_docs(base).get(name)
            if found is not None:
                return " ".join(found.split()).replace("None:", "null:")
    return ""


def _attribute_docs(owner: type) -> dict[str, str]:
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(owner))).body
    assert isinstance(body, ast.ClassDef)
    docs: dict[str, str] = {}
    for before, after in zip(body.body, body.body[1:], strict=False):
        if not (isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)):
            continue
        target = before.targets[0] if isinstance(before, ast.Assign) else None
        if isinstance(before, ast.AnnAssign):
            target = before.target
        if isinstance(target, ast.Name) and isinstance(after.value.value, str):
            docs[target.id] = after.value.value
    return docs
