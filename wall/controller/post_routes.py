"""REST for posts: searching, moderating, answering."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from wall.controller.answering import Answering
from wall.controller.gate import Gate
from wall.model.actors import Actor
from wall.protocol import post_requests as posts


def add_posts(router: APIRouter, gate: Gate, answering: Answering) -> None:
    """All routes of this file. Each asks `answering`, as the channel does."""
    caller = Depends(gate)

    @router.post("/posts/list", response_model=posts.PostPage, tags=["posts"])
    async def find(body: posts.ListPosts, actor: Actor = caller) -> object:
        """Posts of a query, a page at a time."""
        return (await answering.answer(actor, body)).result

    @router.get("/posts/count", response_model=posts.PostCounters, tags=["posts"])
    async def count(actor: Actor = caller) -> object:
        """How many posts wait, and in which state."""
        return (await answering.answer(actor, posts.CountPosts())).result

    @router.post("/posts/decide", response_model=posts.PostsDecided, tags=["posts"])
    async def decide(body: posts.DecidePosts, actor: Actor = caller) -> object:
        """Approve, stash or reject; what is not approved leaves every wall at once."""
        return (await answering.answer(actor, body)).result

    @router.post("/posts/mark", response_model=posts.PostsDecided, tags=["posts"])
    async def mark(body: posts.MarkPosts, actor: Actor = caller) -> object:
        """Pin, highlight or correct posts."""
        return (await answering.answer(actor, body)).result

    @router.post("/posts/claim", response_model=posts.PostsDecided, tags=["posts"])
    async def claim(body: posts.ClaimPosts, actor: Actor = caller) -> object:
        """Take queue items, so that nobody else decides about them."""
        return (await answering.answer(actor, body)).result

    @router.post("/posts/assign", response_model=posts.PostsDecided, tags=["posts"])
    async def assign(body: posts.AssignPost, actor: Actor = caller) -> object:
        """Who answers a post, by when."""
        return (await answering.answer(actor, body)).result

    @router.post("/posts/answer", response_model=posts.PostsDecided, tags=["posts"])
    async def answer(body: posts.AnswerPost, actor: Actor = caller) -> object:
        """A post was answered."""
        return (await answering.answer(actor, body)).result

    @router.post("/posts/answers", response_model=posts.PostPage, tags=["posts"])
    async def answers(body: posts.ListAnswers, actor: Actor = caller) -> object:
        """Posts that somebody is to answer."""
        return (await answering.answer(actor, body)).result

    @router.post("/posts/erase", response_model=posts.PostsDecided, tags=["posts"])
    async def erase(body: posts.ErasePerson, actor: Actor = caller) -> object:
        """Erase all posts of one author."""
        return (await answering.answer(actor, body)).result

    @router.get("/posts/sources", response_model=list[posts.PostSourceInfo], tags=["posts"])
    async def sources(actor: Actor = caller) -> object:
        """How each source of posts is doing."""
        return (await answering.answer(actor, posts.ListPostSources())).result
