"""Deeds: what was done, as a kind and values, from which a sentence is made in any language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wall.protocol.status import Deed

DEEDS: Mapping[str, str] = {
    "pushed": "pushed {kind} '{tile}' to {at}",
    "added": "added {kind} '{tile}' to {at}",
    "raised": "raised {level} '{text}' at {at}",
    "moved": "moved '{tile}' to {at}",
    "changed": "changed {fields} of '{tile}'",
    "to_front": "brought '{tile}' to the front",
    "to_back": "sent '{tile}' back",
    "locked": "locked '{tile}'",
    "unlocked": "unlocked '{tile}'",
    "suspended": "suspended '{tile}': {why}",
    "closed": "closed '{tile}'",
    "expired": "{tiles} expired",
    "cleared.one": "cleared the layer {layer}: {n} tile",
    "cleared.other": "cleared the layer {layer}: {n} tiles",
    "took": "took layout {layout}",
    "took_clearing": "took layout {layout} and cleared what was pushed",
    "merged": "followed the edited file of layout {layout}",
    "undid": "undid revision {revision}",
    "undid_tiles": "undid revision {revision} ({tiles})",
    "restored": "put back the wall of revision {revision}",
    "duplicated": "duplicated '{tile}' to {at}",
    "covered": "covered the wall",
    "uncovered": "uncovered the wall",
    "recorded": "began to record {at}",
    "recorded_tile": "began to record '{tile}'",
    "recording_ended": "ended recording {recording}",
    "claimed": "claimed {at}",
    "claimed_for": "claimed {at} for {purpose}",
    "lease_over": "a lease has ended",
    "lease_ended": "ended the lease of {at}",
    "lease_extended": "gave the lease of {at} another end",
    "lease_handed": "handed the lease of {at} over to {person}",
    "scheduled": "scheduled layout {layout}",
    "unscheduled": "took {take} off the schedule",
    "sound_unfocused": "took the sound focus away",
    "sound_focused": "gave the sound focus to '{tile}'",
    "sound_muted": "muted {sound}",
    "sound_unmuted": "unmuted {sound}",
    "sound_volume": "set the volume of {sound} to {volume} dB",
    "sound_soloed": "soloed '{tile}'",
    "sound_unsoloed": "ended the solo of '{tile}'",
    "sound_grouped": "put '{tile}' into the group '{group}'",
    "sound_ungrouped": "took '{tile}' out of its group",
    "sound_device": "put the sound of '{tile}' on '{device}'",
    "sound_own_device": "put the sound of '{tile}' on the device of its area",
    "sound_left": "left the sound as it is",
    "more": "{n} more",
}
"""Every kind, with its sentence. Where it ends in `.one` or `.other`, `n` chooses."""
SOUNDS: Mapping[str, str] = {"tile": "'{name}'", "group": "the group '{name}'", "wall": "the wall"}
"""A `sound` is one of these words, and a name."""
LISTED = 3
SEPARATOR = ", "


def deed(what: str, **values: object) -> Deed:
    """`what` is one of `DEEDS`, without `.one` or `.other`."""
    return Deed(what=what, values={name: str(value) for name, value in values.items()})


def listed(ids: Iterable[str]) -> str:
    """Ids as a value of a deed."""
    return SEPARATOR.join(ids)


def told(done: Deed) -> str:
    """`moved 'news' to B1:C2`."""
    form = f"{done.what}.{'one' if done.values.get('n') == '1' else 'other'}"
    values = dict(done.values)
    if "tiles" in values:
        values["tiles"] = _quoted(values["tiles"].split(SEPARATOR))
    if "sound" in values:
        sort, _, name = values["sound"].partition(" ")
        values["sound"] = SOUNDS[sort].format(name=name)
    return (DEEDS.get(form) or DEEDS[done.what]).format(**values)


def joined(parts: list[str]) -> str:
    """`one, two and three`."""
    return " and ".join(filter(None, [SEPARATOR.join(parts[:-1]), *parts[-1:]]))


def _quoted(ids: list[str]) -> str:
    shown = [f"'{tile_id}'" for tile_id in ids[:LISTED]]
    if len(ids) > LISTED:
        shown.append(f"{len(ids) - LISTED} more")
    return joined(shown)
