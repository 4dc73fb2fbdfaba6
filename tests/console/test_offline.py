"""A controller that goes away and comes back; a network that breaks in the middle."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.console.conftest import OpenDesk
from tests.console.desks import Desk
from tests.live.running_wall import until

OFFLINE = "The console is offline"


def test_it_says_so_keeps_what_was_typed_and_comes_back(desk: Desk) -> None:
    page = desk.page
    page.get_by_label("Address or text").fill("Half a sen")
    desk.wall.kill("controller")
    banner = page.locator("offline-banner")
    expect(banner.get_by_text(OFFLINE)).to_be_visible()
    page.get_by_label("Address or text").press_sequentially("tence")
    page.get_by_role("tabpanel", name="Push").get_by_label("Where").fill("A1")
    page.get_by_role("button", name="Put on the wall").click()
    desk.wall.wait(lambda status: status.ready, what="the controller is back")
    expect(banner.get_by_text(OFFLINE)).to_have_count(0, timeout=15000)
    expect(page.get_by_label("Address or text")).to_have_value("Half a sentence")
    page.get_by_role("button", name="Put on the wall").click()
    until(lambda: len(desk.wall.client.scene().tiles) == 19)


def test_what_changed_meanwhile_is_there_afterwards(desk: Desk) -> None:
    desk.page.context.set_offline(True)
    desk.page.evaluate("document.querySelector('wall-plan').desk.connection.drop()")
    expect(desk.page.get_by_text(OFFLINE)).to_be_visible()
    desk.wall.client.push_text("Meanwhile", at="A1")
    desk.page.context.set_offline(False)
    expect(desk.page.locator("wall-plan .tile-box")).to_have_count(19, timeout=15000)


def test_a_move_while_offline_is_refused_and_rolled_back(desk: Desk) -> None:
    desk.page.context.set_offline(True)
    desk.page.evaluate("document.querySelector('wall-plan').desk.connection.drop()")
    expect(desk.page.get_by_text(OFFLINE)).to_be_visible()
    desk.drag(desk.middle_of("A1"), desk.middle_of("C2"))
    expect(desk.notice("Nothing was changed")).to_be_visible()
    desk.wait_shown("s-A1", desk.rect_of("A1"))
    desk.page.context.set_offline(False)


def test_leaving_while_the_connection_is_being_made_is_no_trouble(open_desk: OpenDesk) -> None:
    """As signing out does just after the controller has closed; the browser would complain."""
    page = open_desk(signed_in=False).page
    page.evaluate(
        """async () => {
            const { Connection } = await import("/console/connection.js");
            const opened = [];
            const Plain = WebSocket;
            window.WebSocket = class extends Plain {
                constructor(url) { super(url); opened.push(this); }
            };
            const address = location.origin.replace("http", "ws") + "/api/v1/channel";
            const connection = new Connection(address);
            for (const leave of ["stop", "drop"]) {
                connection.start({ token: "nobody" });
                connection[leave]();
            }
            connection.stop();
            const isOver = () => opened.every(({ readyState }) => readyState === Plain.CLOSED);
            while (!isOver()) await new Promise((resolve) => setTimeout(resolve, 10));
            window.WebSocket = Plain;
        }"""
    )
