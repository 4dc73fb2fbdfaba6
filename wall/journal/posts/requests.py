"""What people ask of the store: each request in one transaction, each decision on record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from wall.journal.posts import deciding
from wall.journal.posts.deciding import Refusal
from wall.journal.posts.interface import NOT_SEEN, Change, Mood, Outcome, Verdict
from wall.journal.posts.rows import Kept
from wall.journal.posts.writing import Keeping
from wall.protocol.post_requests import PictureRight, PostEntry

_Rule = Callable[[PostEntry], PostEntry | Refusal]


class SqlitePostWriter(Keeping):
    """Implements `interface.PostWriter`."""

    def decide(
        self,
        posts: Sequence[str],
        verdict: Verdict,
        by: str,
        why: str,
        at: float,
        *,
        two_people: bool = False,
        seen: Mapping[str, str] = NOT_SEEN,
        pictures: Mapping[str, str] = NOT_SEEN,
    ) -> Outcome:
        return self._apply(
            posts,
            lambda entry: deciding.decided(
                *(entry, verdict, by, why, at),
                two_people=two_people,
                seen=seen.get(entry.post.id),
                pictures=pictures,
            ),
            self._write_decided,
            record=(at, by, verdict, why),
        )

    def mark(
        self,
        posts: Sequence[str],
        by: str,
        at: float,
        *,
        pinned: bool | None = None,
        highlighted: bool | None = None,
        picture_right: PictureRight | None = None,
        sentiment: Mood | None = None,
    ) -> Outcome:
        said = {
            "pinned": pinned,
            "highlighted": highlighted,
            "picture right": picture_right,
            "sentiment": sentiment,
        }
        return self._apply(
            posts,
            lambda entry: deciding.marked(
                entry,
                pinned=pinned,
                highlighted=highlighted,
                picture_right=picture_right,
                sentiment=sentiment,
            ),
            lambda kept, after: self._table.mark(kept, after),
            record=(
                at,
                by,
                "mark",
                ", ".join(f"{k}: {v}" for k, v in said.items() if v is not None),
            ),
        )

    def claim(self, posts: Sequence[str], by: str, at: float, until: float) -> Outcome:
        return self._apply(
            posts,
            lambda entry: deciding.claimed(entry, by, at, until),
            lambda kept, after: self._table.do_otherwise(kept, after),
        )

    def release(self, posts: Sequence[str], by: str, at: float) -> Outcome:
        return self._apply(
            posts,
            lambda entry: deciding.released(entry, by, at),
            lambda kept, after: self._table.do_otherwise(kept, after),
        )

    def assign(self, post: str, to: str, due: float | None, by: str, at: float) -> Outcome:
        return self._apply(
            (post,),
            lambda entry: deciding.assigned(entry, to, due),
            lambda kept, after: self._table.do_otherwise(kept, after),
            record=(at, by, "assign", to),
        )

    def answer(self, post: str, answered: bool, note: str, by: str, at: float) -> Outcome:
        def rule(entry: PostEntry) -> PostEntry:
            if answered:
                return deciding.answered(entry, note, at)
            return deciding.reopened(entry, note)

        return self._apply(
            (post,),
            rule,
            lambda kept, after: self._table.do_otherwise(kept, after),
            record=(at, by, "answer" if answered else "reopen", note),
        )

    def shown(self, posts: Sequence[str]) -> list[Change]:
        outcome = self._apply(
            posts,
            lambda entry: (
                entry.model_copy(update={"state": "shown"}) if entry.state == "approved" else entry
            ),
            lambda kept, after: self._table.do_otherwise(kept, after),
        )
        return [change for change in outcome.changes if change.before != change.after]

    def _write_decided(self, kept: Kept, after: PostEntry) -> Kept:
        if after.post == kept.entry.post:
            return self._table.do_otherwise(kept, after)
        return self._table.mark(kept, after)

    def _apply(
        self,
        posts: Sequence[str],
        rule: _Rule,
        write: Callable[[Kept, PostEntry], Kept],
        record: tuple[float, str, str, str] | None = None,
    ) -> Outcome:
        """What has a record is on disk, record and all, at the end."""
        changes: list[Change] = []
        refused: dict[str, str] = {}
        with self._writing(safe=record is not None):
            kept = self._table.fetch(posts)
            for post in dict.fromkeys(posts):
                if (before := kept.get(post)) is None:
                    refused[post] = "it is not there any more: deleted at its source, or erased"
                    continue
                after = rule(before.entry)
                if isinstance(after, Refusal):
                    refused[post] = str(after)
                    continue
                if after != before.entry:
                    write(before, after)
                    if record is not None:
                        at, by, verdict, why = record
                        self._record(at, post, by, verdict, why)
                changes.append(Change(before.entry, after))
            if any(c.before is None or c.before.state != c.after.state for c in changes):
                self._stamp()
        return Outcome(tuple(changes), refused)
