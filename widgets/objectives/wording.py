"""The words beside figures of objectives, in English and French."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]
WORDS: Mapping[str, Words] = {
    "en": {
        "target": "Target",
        "of": "of",
        "most": "· max",
        "reached": "Reached",
        "on_track": "On track",
        "behind": "Behind",
        "unknown": "No figure",
        "no_target": "No target",
        "share": "{percent}% of the target",
        "summary": "{many} of {all} reached",
        "large": "reached",
    },
    "fr": {
        "target": "Cible",
        "of": "sur",
        "most": "· max",
        "reached": "Atteint",
        "on_track": "En bonne voie",
        "behind": "En retard",
        "unknown": "Sans chiffre",
        "no_target": "Sans cible",
        "share": "{percent}% de la cible",
        "summary": "{many} sur {all} atteints",
        "large": "atteints",
    },
}
