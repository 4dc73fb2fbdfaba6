"""The kind `web` with a real browser and a real server: good pages alone are seen."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtGui import QImage

from tests.widgets.staging import is_near, share
from tests.widgets.web.browser import (
    BLUE,
    GREEN,
    RED,
    Browser,
    click,
    gone,
    page_of,
    process_of,
    run,
)
from tests.widgets.web.pages_served import PageServer, Reply, colour_page, turn, wait_until
from wall.model.tiles import HealthState
from widgets.web.view import WebView

LOGIN = Reply(
    "<!doctype html><body style='margin:0;background:#0000d0'>"
    "<form action='/in' method='post'><input type=password name=p></form></body>"
)


def wait_from_green_to_blue(browser: Browser, view: WebView) -> None:
    """Nothing else is seen in between."""
    others: list[str] = []

    def is_blue() -> bool:
        colour = browser.middle(view)
        if not is_near(colour, GREEN) and not is_near(colour, BLUE):
            others.append(colour.name())
        return is_near(colour, BLUE)

    wait_until(is_blue, "the next page did not come")
    assert not others


def test_ready_means_painted_at_the_size_of_the_tile(browser: Browser, server: PageServer) -> None:
    server.replies["/"] = colour_page(
        "#00c000",
        "<script>requestAnimationFrame(() => setTimeout(() => {"
        "document.body.style.background='#d00000'; document.title=innerWidth}, 300))</script>",
    )
    view = browser.show(server.url("/"), size=(640, 360), seen=False)
    seen: list[QImage] = []
    view.ready.connect(lambda: seen.append(browser.stage.look(view)))
    browser.wait_health(view, HealthState.LOADING)
    wait_until(lambda: seen, f"{view.health}")
    assert share(seen[0], GREEN) + share(seen[0], RED) > 0.99
    browser.wait_for(view, RED)
    assert share(browser.stage.look(view), RED) > 0.99
    assert page_of(view).title() == "640"
    assert view.health.state is HealthState.OK


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(status=503), "HTTP 503"),
        (Reply(status=404, body="<body style='background:white'>Not found"), "HTTP 404"),
        (Reply(status=500), "HTTP 500"),
    ],
)
def test_an_error_keeps_the_last_picture_and_is_over_by_itself(
    browser: Browser, server: PageServer, reply: Reply, words: str
) -> None:
    server.replies["/"] = colour_page("#00c000")
    view = browser.ready(server.url("/"), reload_s=30)
    began = browser.bench.clock.now()
    server.replies["/"] = reply
    browser.bench.clock.advance(30)
    browser.wait_health(view, HealthState.STALE, words)
    assert view.health.since == began
    assert browser.is_seen(view, GREEN)
    server.replies["/"] = colour_page("#0000d0")
    browser.bench.clock.advance(3)
    browser.wait_for(view, BLUE)
    assert view.health.state is HealthState.OK


def test_a_server_that_is_down_at_first_is_told_and_asked_more_and_more_seldom(
    browser: Browser, server: PageServer
) -> None:
    server.stop()
    view = browser.show(server.url("/"))
    browser.wait_health(view, HealthState.FAILED, "nothing answers at its address")
    assert not view.is_ready
    browser.bench.clock.advance(3.1)
    wait_until(lambda: view._failures == 2, "it was not asked again")
    browser.bench.clock.advance(4)
    server.start()
    server.replies["/"] = colour_page("#00c000")
    turn(200)
    assert server.count("/") == 0, "the second pause is longer than the first"
    browser.bench.clock.advance(3)
    browser.wait_for(view, GREEN)
    assert view.is_ready
    assert view.health.state is HealthState.OK


def test_a_page_that_does_not_come_is_given_up(browser: Browser, server: PageServer) -> None:
    server.replies["/"] = Reply("late", after=threading.Event())
    view = browser.show(server.url("/"))
    wait_until(lambda: server.count("/"), "nothing was asked")
    browser.bench.clock.advance(29)
    turn(300)
    browser.wait_health(view, HealthState.LOADING)
    browser.bench.clock.advance(2)
    browser.wait_health(view, HealthState.FAILED)
    assert "within 30 s" in view.health.why


def test_a_page_whose_last_picture_never_comes_is_shown(
    browser: Browser, server: PageServer
) -> None:
    server.replies["/"] = colour_page("#00c000", "<img src=/never>")
    server.replies["/never"] = Reply("", after=threading.Event())
    view = browser.show(server.url("/"))
    wait_until(lambda: server.count("/never"), "the picture was not asked for")
    turn(100)
    assert not view.is_ready
    browser.bench.clock.advance(12.1)
    browser.wait_for(view, GREEN)
    assert view.is_ready
    assert view.health.state is HealthState.OK


def test_a_log_in_stays_behind_the_picture_until_somebody_clicks(
    browser: Browser, server: PageServer
) -> None:
    server.replies["/"] = colour_page("#00c000")
    server.replies["/login"] = LOGIN
    view = browser.ready(server.url("/"), reload_s=30)
    server.replies["/"] = Reply(status=302, headers={"Location": "/login"})
    browser.bench.clock.advance(30)
    browser.wait_health(view, HealthState.STALE, "log-in")
    turn(100)
    assert browser.is_seen(view, GREEN)
    click(view)
    browser.wait_for(view, BLUE)
    server.replies["/"] = colour_page("#d00000")
    server.replies["/in"] = Reply(status=303, headers={"Location": "/"})
    asked = server.count("/")
    browser.bench.clock.advance(60)
    turn(200)
    assert server.count("/") == asked, "it was loaded anew while somebody typed"
    run(view, "document.forms[0].submit()")
    browser.wait_for(view, RED)
    assert view.health.state is HealthState.OK


def test_a_form_that_nobody_fills_in_goes_away_again(browser: Browser, server: PageServer) -> None:
    server.replies["/"] = colour_page("#00c000")
    server.replies["/login"] = LOGIN
    view = browser.ready(server.url("/"))
    run(view, "location.href='/login'")
    browser.wait_health(view, HealthState.STALE, "log-in")
    click(view)
    browser.wait_for(view, BLUE)
    browser.bench.clock.advance(301)
    browser.wait_for(view, GREEN)


def test_a_log_in_that_comes_first_is_shown(browser: Browser, server: PageServer) -> None:
    server.replies["/"] = Reply(status=302, headers={"Location": "/login"})
    server.replies["/login"] = LOGIN
    view = browser.ready(server.url("/"))
    assert browser.is_seen(view, BLUE)
    assert view.health.state is HealthState.STALE
    assert "log-in" in view.health.why


def test_a_page_that_dies_leaves_its_picture_and_comes_back(
    browser: Browser, server: PageServer
) -> None:
    server.replies["/"] = colour_page("#00c000")
    view = browser.ready(server.url("/"))
    os.kill(process_of(view), signal.SIGKILL)
    seen: set[bool] = set()

    def has_died() -> bool:
        seen.add(browser.is_seen(view, GREEN))
        return view.health.state is HealthState.STALE

    wait_until(has_died, f"{view.health}")
    turn(100)
    assert browser.is_seen(view, GREEN)
    assert seen == {True}
    assert "process ended" in view.health.why
    server.replies["/"] = colour_page("#0000d0")
    browser.bench.clock.advance(3)
    browser.wait_for(view, BLUE)
    assert view.health.state is HealthState.OK


def test_a_page_that_hangs_is_replaced(browser: Browser, server: PageServer) -> None:
    server.replies["/"] = colour_page("#00c000")
    view = browser.ready(server.url("/"))
    hanging = process_of(view)
    server.replies["/"] = colour_page("#0000d0")
    run(view, "for (;;) {}")
    browser.next_examination()
    turn(300)
    browser.bench.clock.advance(21)
    assert view.health.state is HealthState.STALE
    assert "did not answer" in view.health.why
    assert browser.is_seen(view, GREEN)
    browser.bench.clock.advance(3)
    browser.wait_for(view, BLUE)
    wait_until(lambda: gone(hanging), "the process that hangs is still there")


def test_a_page_that_answers_stays(browser: Browser, server: PageServer) -> None:
    server.replies["/"] = colour_page("#00c000")
    view = browser.ready(server.url("/"))
    process = process_of(view)
    browser.next_examination()
    assert "answer" in view._running
    wait_until(lambda: "answer" not in view._running, "it does not answer")
    browser.bench.clock.advance(21)
    assert view.health.state is HealthState.OK
    assert process_of(view) == process


def test_a_page_that_grows_is_recycled_behind_its_picture(
    browser: Browser, server: PageServer
) -> None:
    heap = "<script>window.kept=[]; for (let i=0;i<160;i++) kept.push(new Uint8Array(1e6).fill(7))"
    server.replies["/"] = colour_page("#00c000", heap + "</script>")
    view = browser.ready(server.url("/"), memory_mb=200)
    heavy = process_of(view)
    server.replies["/"] = colour_page("#0000d0")
    browser.next_examination()
    assert browser.is_seen(view, GREEN)
    browser.wait_for(view, BLUE)
    wait_until(lambda: gone(heavy), "the heavy process is still there")
    assert process_of(view) != heavy
    assert view.health.state is HealthState.OK


def test_a_reload_happens_beside_and_shows_no_white(browser: Browser, server: PageServer) -> None:
    server.replies["/"] = colour_page("#00c000")
    view = browser.ready(server.url("/"), reload_s=30)
    gate = threading.Event()
    server.replies["/"] = replace(colour_page("#0000d0"), after=gate)
    browser.bench.clock.advance(30)
    wait_until(lambda: server.count("/") == 2, "it was not loaded anew")
    gate.set()
    wait_from_green_to_blue(browser, view)


def test_a_page_that_goes_elsewhere_by_itself_shows_no_white(
    browser: Browser, server: PageServer
) -> None:
    server.replies["/"] = colour_page("#00c000")
    gate = threading.Event()
    server.replies["/next"] = replace(colour_page("#0000d0"), after=gate)
    view = browser.ready(server.url("/"))
    run(view, "location.href='/next'")
    wait_until(lambda: server.count("/next"), "it did not go")
    gate.set()
    wait_from_green_to_blue(browser, view)
    assert view.health.state is HealthState.OK


def test_a_page_that_breaks_by_itself_is_loaded_anew(browser: Browser, server: PageServer) -> None:
    server.replies["/"] = colour_page("#00c000")
    server.replies["/broken"] = Reply(status=503)
    view = browser.ready(server.url("/"))
    run(view, "location.href='/broken'")
    browser.wait_health(view, HealthState.STALE, "HTTP 503")
    assert browser.is_seen(view, GREEN)
    browser.bench.clock.advance(3)
    browser.wait_health(view, HealthState.OK)
    assert server.count("/") == 2


def test_links_within_the_page_and_frames_do_not_disturb_it(
    browser: Browser, server: PageServer
) -> None:
    server.replies["/"] = colour_page(
        "#00c000", "<iframe src=/inner width=20 height=20></iframe><a name=x></a>"
    )
    server.replies["/inner"] = colour_page("#d00000")
    view = browser.ready(server.url("/"))
    run(view, "location.hash='x'; history.pushState(1,'','/route'); frames[0].location.reload()")
    wait_until(lambda: server.count("/inner") == 2, "the frame was not loaded anew")
    turn(300)
    browser.bench.clock.advance(31)
    turn(100)
    assert browser.is_seen(view, GREEN)
    assert view.health.state is HealthState.OK
    assert server.count("/") == 1


def test_what_nobody_sees_stands_still_and_is_there_at_once(
    browser: Browser, server: PageServer
) -> None:
    ticking = (
        "<script>let n=0; setInterval(() => fetch('/tick'), 30);"
        "const step=()=>{document.title=++n; requestAnimationFrame(step)}; step()</script>"
    )
    server.replies["/"] = colour_page("#00c000", ticking)
    server.replies["/tick"] = Reply("ok")
    view = browser.ready(server.url("/"), reload_s=60)
    wait_until(lambda: server.count("/tick") > 3, "the page does not run")
    view.hide_view()

    def stands_still() -> bool:
        before = server.count("/tick"), page_of(view).title()
        turn(500)
        return (server.count("/tick"), page_of(view).title()) == before

    wait_until(stands_still, "it goes on")
    ticks = server.count("/tick")
    server.replies["/"] = colour_page("#0000d0", ticking)
    browser.bench.clock.advance(61)
    turn(200)
    assert server.count("/") == 1, "it was loaded anew while nobody saw it"
    assert browser.is_seen(view, GREEN)
    view.show_view()
    assert browser.is_seen(view, GREEN), "its picture must be there at once"
    browser.wait_for(view, BLUE)
    wait_until(lambda: server.count("/tick") > ticks + 5, "the page does not go on")


def test_a_page_that_is_staged_for_long_rests_until_it_is_shown(
    browser: Browser, server: PageServer
) -> None:
    server.replies["/"] = colour_page("#00c000")
    view = browser.ready(server.url("/"), seen=False)
    browser.bench.clock.advance(11)
    assert view._shown is not None
    assert view._shown.is_resting
    assert browser.is_seen(view, GREEN)
    view.show_view()
    wait_until(lambda: view._live, "it did not wake")
    assert browser.is_seen(view, GREEN)


def test_closed_tiles_leave_no_page_process_or_thread(browser: Browser, server: PageServer) -> None:
    server.replies["/"] = colour_page("#00c000")
    first = browser.ready(server.url("/"), size=(64, 36))
    browser.close(first)
    turn(100)
    threads = threading.active_count()
    processes = []
    for _ in range(5):
        views = [browser.show(server.url("/"), size=(64, 36), tile_id=f"t{n}") for n in range(4)]
        for view in views:
            browser.wait_health(view, HealthState.OK)
        processes += [process_of(view) for view in views]
        for view in views:
            browser.close(view)
        views.clear()
        del view
        turn(20)
    wait_until(lambda: all(map(gone, processes)), "processes of closed pages are still there")
    wait_until(lambda: threading.active_count() <= threads, "threads are still there")
    assert browser.web._profiles == {}
    assert browser.bench.clock.open == 0


@pytest.mark.parametrize("moment", ["asked", "answered", "dead"])
def test_a_tile_may_be_closed_at_any_moment(
    browser: Browser, server: PageServer, moment: str
) -> None:
    gate = threading.Event()
    server.replies["/"] = replace(colour_page("#00c000"), after=gate)
    view = browser.show(server.url("/"))
    wait_until(lambda: server.count("/"), "nothing was asked")
    if moment != "asked":
        gate.set()
        closing: list[Callable[[], None]] = [lambda: browser.close(view)]
        if moment == "answered":
            view.ready.connect(lambda: closing.pop()())
        else:
            wait_until(lambda: view.is_ready, "not ready")
            view.health_changed.connect(lambda health: closing.pop()() if closing else None)
            os.kill(process_of(view), signal.SIGKILL)
        wait_until(lambda: not closing, "it was not closed")
    else:
        browser.close(view)
        gate.set()
    turn(300)
    assert browser.bench.clock.open == 0
