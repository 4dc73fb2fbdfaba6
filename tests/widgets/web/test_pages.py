"""The kind `web`: its settings, its profiles, and what a page may not do."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSizeF
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication

from tests.widgets.staging import is_near, share
from tests.widgets.web.browser import (
    BLUE,
    GREEN,
    RED,
    Browser,
    page_of,
    run,
)
from tests.widgets.web.pages_served import PageServer, Reply, colour_page, turn, wait_until
from wall.model.tiles import HealthState


def test_a_page_that_is_resized_is_painted_at_the_new_size(
    browser: Browser, server: PageServer
) -> None:
    server.replies["/"] = colour_page(
        "#00c000", "<style>@media (min-width: 500px) {body {background:#0000d0 !important}}</style>"
    )
    view = browser.ready(server.url("/"))
    view.resize(QSizeF(640, 360))
    browser.wait_for(view, BLUE)
    wait_until(lambda: share(browser.stage.look(view), BLUE) > 0.99, "not the whole tile")


def test_zoom_style_scrolling_and_sound_change_without_loading(
    browser: Browser, server: PageServer
) -> None:
    bands = "".join(
        f"<div style='height:200px;background:{c}'></div>" for c in ("#00c000", "#d00000")
    )
    server.replies["/"] = colour_page("white", bands + "<div style='height:900px'></div>")
    url = server.url("/")
    view = browser.ready(url, scroll_px=200)
    browser.wait_for(view, RED)
    assert page_of(view).isAudioMuted()
    browser.stage.change(view, url=url, zoom=2.0)
    view._be_heard(1.0)
    browser.wait_for(view, GREEN)
    image = browser.stage.look(view)
    assert is_near(image.pixelColor(10, 190), GREEN), "200 pixels at zoom 2 are 400"
    assert not page_of(view).isAudioMuted()
    browser.stage.change(view, url=url, zoom=2.0, muted=True)
    assert page_of(view).isAudioMuted()
    browser.stage.change(view, url=url, css="div {background:#0000d0 !important}")
    browser.wait_for(view, BLUE)
    browser.stage.change(view, url=url)
    browser.wait_for(view, GREEN)
    assert server.count("/") == 1


def test_zoom_and_style_hold_after_a_reload(browser: Browser, server: PageServer) -> None:
    server.replies["/"] = colour_page("#00c000", "<script>document.title=innerWidth</script>")
    view = browser.ready(
        server.url("/"), zoom=2.0, reload_s=30, css="body {background:#0000d0 !important}"
    )
    assert browser.is_seen(view, BLUE)
    first = page_of(view)
    browser.bench.clock.advance(30)
    wait_until(lambda: view._live and page_of(view) is not first, "it was not loaded anew")
    assert browser.is_seen(view, BLUE)
    assert page_of(view).zoomFactor() == 2.0
    run(view, "document.title = innerWidth")
    wait_until(lambda: page_of(view).title() == "160", lambda: page_of(view).title())


def test_media_that_cannot_be_played_are_told(browser: Browser, server: PageServer) -> None:
    server.replies["/"] = colour_page(
        "#00c000", "<video src=/film.mp4 type='video/mp4; codecs=avc1.42E01E'></video>"
    )
    server.replies["/film.mp4"] = Reply(b"\0" * 4000, headers={"Content-Type": "video/mp4"})
    view = browser.ready(server.url("/"))
    browser.wait_health(view, HealthState.OK, "push the stream itself as a video tile")
    assert "film.mp4" in view.health.why


COUNTING = colour_page(
    "#00c000", "<script>document.title=document.cookie; document.cookie='a=1'</script>"
)


def test_cookies_are_shared_by_profile(browser: Browser, server: PageServer) -> None:
    server.replies["/"] = COUNTING
    one = browser.ready(server.url("/"), tile_id="one", profile="team")
    two = browser.ready(server.url("/"), tile_id="two", profile="team")
    own = browser.ready(server.url("/"), tile_id="three")
    pushed = browser.show(server.url("/"), tile_id="four", profile="team", trusted=False)
    assert page_of(one).title() != "a=1"
    assert page_of(two).title() == "a=1"
    assert page_of(own).title() != "a=1"
    browser.wait_health(pushed, HealthState.FAILED)


def test_a_profile_can_be_changed(browser: Browser, server: PageServer) -> None:
    server.replies["/"] = COUNTING
    view = browser.ready(server.url("/"))
    browser.stage.change(view, url=server.url("/"), profile="team")
    assert browser.is_seen(view, GREEN)
    wait_until(lambda: server.count("/") == 2 and view._live, "it was not loaded anew")
    assert page_of(view).title() != "a=1"


def test_pages_get_no_dialogues_windows_permissions_or_downloads(
    browser: Browser, server: PageServer, qapp: QApplication, tmp_path: Path
) -> None:
    server.replies["/"] = colour_page(
        "#00c000",
        "<script>alert(1); const c=confirm(2), p=prompt(3); window.open('/other');"
        "navigator.geolocation.getCurrentPosition(()=>fetch('/where'), ()=>fetch('/denied'));"
        "document.title=[c,p]; const a=document.createElement('a'); a.href='/file.bin';"
        "a.download='x.bin'; document.body.append(a); a.click();"
        "document.body.requestFullscreen().catch(()=>0)</script>",
    )
    server.replies["/denied"] = server.replies["/where"] = Reply("")
    server.replies["/other"] = colour_page("#d00000")
    server.replies["/file.bin"] = Reply(
        b"x" * 100, headers={"Content-Disposition": "attachment; filename=x.bin"}
    )
    before = set(qapp.topLevelWidgets())
    view = browser.ready(server.url("/"))
    wait_until(lambda: server.count("/denied"), "location was neither given nor denied")
    turn(300)
    assert page_of(view).title() in ("false,", "false,null")
    assert server.count("/where") == server.count("/other") == 0
    assert set(qapp.topLevelWidgets()) - before <= {page_of(view).parent()}
    assert browser.is_seen(view, GREEN)
    assert view.health.state is HealthState.OK
    assert not list(tmp_path.rglob("x.bin"))


def _has_come(signal: QSignalSpy) -> bool:
    return bool(signal.count())


def test_what_is_no_page_is_no_download_and_harms_no_display(
    browser: Browser, server: PageServer, tmp_path: Path
) -> None:
    server.replies["/file.bin"] = Reply(
        b"x" * 100, headers={"Content-Type": "application/octet-stream"}
    )
    for _ in range(3):  # the first one's profile is gone when the next ones come
        view = browser.show(server.url("/file.bin"))
        browser.wait_health(view, HealthState.FAILED)
        profile = view._profile
        assert profile is not None
        gone = QSignalSpy(profile.destroyed)
        browser.close(view)
        wait_until(partial(_has_come, gone), "its profile stays")
    assert not list(tmp_path.rglob("file*"))


def test_a_server_that_wants_a_password_opens_no_dialogue(
    browser: Browser, server: PageServer, qapp: QApplication
) -> None:
    server.replies["/"] = Reply(
        status=401, headers={"WWW-Authenticate": 'Basic realm="wall"'}, body="no"
    )
    view = browser.show(server.url("/"))
    wait_until(lambda: view.health.state is not HealthState.LOADING, "nothing was said")
    assert "user name and a password" in view.health.why
    assert qapp.activeModalWidget() is None


def test_what_people_push_reaches_no_address_that_is_not_allowed(
    browser: Browser, server: PageServer, tmp_path: Path
) -> None:
    inside = PageServer("127.0.0.2")
    try:
        inside.replies["/secret"] = Reply("1", headers={"Access-Control-Allow-Origin": "*"})
        inside.replies["/"] = colour_page("#d00000")
        server.replies["/"] = colour_page(
            "#00c000",
            f"<script>fetch('{inside.url('/secret')}').then(()=>document.title='reached',"
            "()=>document.title='blocked')</script>",
        )
        server.replies["/away"] = Reply(status=302, headers={"Location": inside.url("/")})
        browser.allow(tmp_path, "127.0.0.1")
        pushed = browser.ready(server.url("/"), trusted=False, tile_id="pushed")
        wait_until(lambda: page_of(pushed).title() == "blocked", lambda: page_of(pushed).title())
        assert inside.asked == []
        sent = browser.show(server.url("/away"), trusted=False, tile_id="sent")
        browser.wait_health(sent, HealthState.FAILED, "127.0.0.2")
        assert inside.asked == []
        trusted = browser.ready(server.url("/"), tile_id="trusted")
        wait_until(lambda: page_of(trusted).title() == "reached", lambda: page_of(trusted).title())
        assert inside.asked == ["/secret"]
    finally:
        inside.stop()


def test_a_link_to_an_address_that_is_not_allowed_leads_nowhere(
    browser: Browser, server: PageServer, tmp_path: Path
) -> None:
    inside = PageServer("127.0.0.2")
    try:
        server.replies["/"] = colour_page("#00c000")
        server.replies["/away"] = Reply(status=302, headers={"Location": inside.url("/")})
        browser.allow(tmp_path, "127.0.0.1")
        view = browser.ready(server.url("/"), trusted=False)
        for leading in (inside.url("/"), "/away", "javascript:alert(1)", "mailto:a@example.org"):
            run(view, f"location.href='{leading}'")
            turn(150)
            if leading == "/away":
                wait_until(lambda: server.count("/away") == 1, "the redirect was not asked for")
        run(view, f"document.body.innerHTML='<iframe src={server.url('/away')}></iframe>'")
        wait_until(lambda: server.count("/away") == 2, "the frame was not asked for")
        turn(300)
        browser.bench.clock.advance(31)
        turn(50)
        assert inside.asked == []
        assert browser.is_seen(view, GREEN)
        assert view.health.state is HealthState.OK
    finally:
        inside.stop()


def test_a_refused_address_is_told_and_shown_when_it_is_allowed(
    browser: Browser, server: PageServer, tmp_path: Path
) -> None:
    server.replies["/"] = colour_page("#00c000")
    view = browser.show(server.url("/"), trusted=False)
    assert view.health.state is HealthState.FAILED
    assert "inside the network" in view.health.why
    browser.allow(tmp_path, "127.0.0.1")
    browser.bench.clock.advance(3)
    browser.wait_for(view, GREEN)


def test_pages_of_the_site_load_their_own_files_and_nothing_outside(
    browser: Browser, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    (site / "pages").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    (site / "pages" / "style.css").write_text("body {background:#00c000; margin:0}")
    (site / "pages" / "data.json").write_text('{"n": 7}')
    (site / "pages" / "page.js").write_text(
        "const tell=(a)=>fetch(a).then(r=>r.ok?r.text():'no',()=>'no');"
        "Promise.all(['data.json','../../secret.txt','/%2e%2e/secret.txt','/../secret.txt',"
        f"'//{tmp_path}/secret.txt','file://{tmp_path}/secret.txt'].map(tell))"
        ".then(all=>document.title=JSON.stringify(all))"
    )
    (site / "pages" / "index.html").write_text(
        "<!doctype html><link rel=stylesheet href=style.css><body><script src=page.js></script>"
    )
    browser.allow(site)
    view = browser.ready("pages/index.html")
    assert browser.is_seen(view, GREEN)
    wait_until(lambda: page_of(view).title().startswith("["), lambda: page_of(view).title())
    assert page_of(view).title() == '["{\\"n\\": 7}","no","no","no","no","no"]'


def test_a_missing_page_of_the_site_is_told(browser: Browser) -> None:
    view = browser.show("pages/none.html")
    browser.wait_health(view, HealthState.FAILED)


def test_a_page_whose_window_qt_hides_with_its_monitor_is_shown_again(
    browser: Browser, server: PageServer
) -> None:
    server.replies["/"] = colour_page("#00c000")
    view = browser.ready(server.url("/"))
    browser.wait_for(view, GREEN)
    page_of(view).parent().hide()
    browser.wait_for(view, GREEN)
    view.hide_view()
    view.show_view()
    browser.wait_for(view, GREEN)
