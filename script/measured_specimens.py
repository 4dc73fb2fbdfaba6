"""Material for the pictures of kinds that show posts and what is measured of them."""

from __future__ import annotations

from specimens import Specimen

from wall.model.datasets import Posts


def measured_specimens(posts: Posts, now: float) -> list[Specimen]:
    pictured = [post for post in posts.posts if post.media]
    mixed = [p for pair in zip(posts.posts[:30], pictured * 9, strict=False) for p in pair]
    marked = tuple(
        post.model_copy(
            update={"pinned": post is pictured[0], "highlighted": at == 2, "id": f"{at}"}
        )
        for at, post in enumerate({p.id: p for p in mixed}.values())
    )
    return [
        Specimen(
            "social-wall",
            "What people say",
            (1920, 1080),
            settings={"qr": True},
            data=Posts(posts=marked),
        ),
    ]
