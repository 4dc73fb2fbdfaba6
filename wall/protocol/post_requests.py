"""Requests about posts: searching, moderating, answering.

Each names the right without which it is refused. The controller judges rights, ingest does the
rest: decisions are kept with the posts, in its store, with who decided and when.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, Field

from wall.model.actors import Right
from wall.model.post_queries import PostQuery, PostState
from wall.model.posts import Post
from wall.model.tiles import SourceName
from wall.model.values import Value

MAX_PAGE = 200
MAX_DECIDED = 500
PostId = Annotated[str, Field(min_length=1, max_length=500)]
PostIds = Annotated[tuple[PostId, ...], Field(min_length=1, max_length=MAX_DECIDED)]
PictureRight = Literal["unknown", "asked", "granted", "refused"]


class ListPosts(Value):
    """Posts of a query with what is known of each, a page at a time. The result is a PostPage."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["post.list"] = "post.list"
    query: PostQuery = PostQuery()
    order: Literal["newest", "oldest", "reach", "engagement"] = "newest"
    after: str = Field(default="", max_length=600, description="`next` of the page before")
    limit: int = Field(default=50, ge=1, le=MAX_PAGE)


class CountPosts(Value):
    """How many posts wait, and in which state. The result is a PostCounters."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["post.count"] = "post.count"


class DecidePosts(Value):
    """Decide about posts. The result is a PostsDecided.

    `approve` on a site that asks for two people is a first vote until another person approves, too.
    `stash` and `reject` take a post off every wall at once.
    """

    needs: ClassVar[Right] = Right.MODERATE
    type: Literal["post.decide"] = "post.decide"
    posts: PostIds
    verdict: Literal["approve", "stash", "reject", "pending"]
    reason: str = Field(default="", max_length=500)
    seen: dict[PostId, Annotated[str, Field(max_length=40)]] = Field(
        default={},
        max_length=MAX_DECIDED,
        description="Post → `version` of the entry that was looked at. One that its author has "
        "changed since is not approved.",
    )


class MarkPosts(Value):
    """Pin, highlight or correct posts; what is None stays. The result is a PostsDecided."""

    needs: ClassVar[Right] = Right.MODERATE
    type: Literal["post.mark"] = "post.mark"
    posts: PostIds
    pinned: bool | None = None
    highlighted: bool | None = None
    picture_right: PictureRight | None = None
    sentiment: Literal["positive", "neutral", "negative"] | None = None


class ClaimPosts(Value):
    """Take queue items to decide about, so that nobody else does; a claim ends by itself.

    The result is a PostsDecided; what somebody else has claimed is in `refused`.
    """

    needs: ClassVar[Right] = Right.MODERATE
    type: Literal["post.claim"] = "post.claim"
    posts: PostIds
    release: bool = False


class AssignPost(Value):
    """Who answers this post, by when; an empty name lets it go. The result is a PostsDecided."""

    needs: ClassVar[Right] = Right.MODERATE
    type: Literal["post.assign"] = "post.assign"
    post: PostId
    to: str = Field(default="", max_length=200)
    due: AwareDatetime | None = None


class AnswerPost(Value):
    """The post was answered, now or never mind: `answered` false opens it again."""

    needs: ClassVar[Right] = Right.MODERATE
    type: Literal["post.answer"] = "post.answer"
    post: PostId
    answered: bool = True
    note: str = Field(default="", max_length=2000)


class ListAnswers(Value):
    """Posts that somebody is to answer. The result is a PostPage.

    `open`: assigned and not answered, what is due first first; `overdue`: those of them whose time
    has passed; `answered`: the last answered first.
    """

    needs: ClassVar[Right] = Right.SEE
    type: Literal["post.answers"] = "post.answers"
    which: Literal["open", "overdue", "answered"] = "open"
    to: str = Field(default="", max_length=200, description="only this person's; empty: all")
    after: str = Field(default="", max_length=600, description="`next` of the page before")
    limit: int = Field(default=50, ge=1, le=MAX_PAGE)


class ErasePerson(Value):
    """Erase all posts of one author, for good, and on every wall. The result is a PostsDecided."""

    needs: ClassVar[Right] = Right.USERS
    type: Literal["post.erase"] = "post.erase"
    network: str = Field(min_length=1, max_length=40)
    author: str = Field(min_length=1, max_length=300, description="id or handle")


class ListPostSources(Value):
    """How each source of posts is doing. The result is a list of PostSourceInfo."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["post.sources"] = "post.sources"


AnyPostRequest = (
    ListPosts
    | CountPosts
    | DecidePosts
    | MarkPosts
    | ClaimPosts
    | AssignPost
    | AnswerPost
    | ListAnswers
    | ErasePerson
    | ListPostSources
)
PostRequest = Annotated[AnyPostRequest, Field(discriminator="type")]


# -- results ------------------------------------------------------------------------------------


class PostEntry(Value):
    """A post with what the room has done with it. Times are seconds since the epoch."""

    post: Post
    state: PostState
    why: str = ""
    """Which rule or word decided, or the moderator's reason."""
    by: str = ""
    decided_at: float | None = None
    first_vote: str = ""
    """Who approved first, where two must."""
    claimed_by: str = ""
    claimed_until: float | None = None
    picture_right: PictureRight = "unknown"
    assigned_to: str = ""
    due_at: float | None = None
    answered_at: float | None = None
    answer_note: str = ""
    flags: tuple[str, ...] = ()
    """What the rules found: `word:…`, `author`, `domain`, `duplicate`, `edited`."""
    version: str = ""
    """Another one when its author has changed what a wall shows of it."""


class PostPage(Value):
    type: Literal["post.page"] = "post.page"
    entries: tuple[PostEntry, ...] = ()
    next: str = ""
    """Where the next page begins; empty after the last."""


class PostCounters(Value):
    """Also sent as the event `posts` when it changes, at most twice a second."""

    type: Literal["post.counters"] = "post.counters"
    states: dict[PostState, int] = {}
    unanswered: int = 0
    overdue: int = 0
    stamp: int = 0
    """Rises with each change of any post's state."""


class PostsDecided(Value):
    type: Literal["post.decided"] = "post.decided"
    done: tuple[PostId, ...] = ()
    refused: dict[str, str] = {}
    """Post → why not."""


class PostSourceInfo(Value):
    source: SourceName
    kind: str
    state: str
    why: str = ""
    fresh_at: float | None = None
    newest_at: float | None = None
    """When its newest post was observed."""
    today: int = 0
    """Posts since midnight."""
    note: str = ""


class PostSources(Value):
    type: Literal["post.source_list"] = "post.source_list"
    sources: tuple[PostSourceInfo, ...] = ()


PostResult = Annotated[
    PostPage | PostCounters | PostsDecided | PostSources, Field(discriminator="type")
]
