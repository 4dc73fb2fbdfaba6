"""The address policy, against a list of ways around it."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wall.control.addresses import AddressUse, check_address, host_to_resolve
from wall.control.refusals import problem_of
from wall.errors import AddressRefused, Why
from wall.sitefile.declared import AddressPolicy

OPEN = AddressPolicy()
PUBLIC = ("93.184.216.34",)


def is_allowed(
    url: str,
    policy: AddressPolicy = OPEN,
    use: AddressUse = AddressUse.WEB,
    resolved: tuple[str, ...] = PUBLIC,
) -> bool:
    try:
        check_address(url, policy, use=use, resolved=resolved)
    except AddressRefused:
        return False
    return True


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "https://example.org/",
        "HTTPS://Example.ORG:8443/a/b?c=d&url=http://10.0.0.1/#f@10.0.0.1",
        "http://example.org./trailing-dot",
        "http://sub.some_host.example.org/ünïcödé/пример",
        "http://93.184.216.34/",
        "https://[2606:2800:220:1:248:1893:25c8:1946]:443/",
        "https://1.example.org/a@b",
    ],
)
def test_ordinary_addresses_are_allowed(url: str) -> None:
    assert is_allowed(url)
    host = host_to_resolve(url, AddressUse.WEB)
    resolved = ("10.0.0.7",) if host else PUBLIC
    assert is_allowed(url, resolved=resolved) == (not host), "a name counts by what it stands for"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "//example.org/",
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "data:text/html,<script>alert(1)</script>",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "view-source:https://example.org/",
        "chrome://settings",
        "about:blank",
        "blob:https://example.org/1",
        "ftp://example.org/",
        "gopher://example.org/",
        "qrc:/x",
        "http:example.org",
        "http:/example.org",
        "http:///example.org",
        "https:////10.0.0.1/",
        "http://",
        "http://?x",
        "http://#x",
        "http://.",
        "http://..",
        "rtsp://example.org/",
        "filesystem:http://example.org/",
    ],
)
def test_other_schemes_and_forms_are_no_web_address(url: str) -> None:
    assert not is_allowed(url)
    assert not is_allowed(url, AddressPolicy(allow=("*",)))


LOOPBACK = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0x7F.1/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://0177.0.0.01/",
    "http://127.0.0.1./",
    "http://127.0.0.1:80/",
    "http://127.000.000.001/",
    "http://0/",
    "http://0.0.0.0/",
    "http://0x/",
    "http://[::1]/",
    "http://[::]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[::1%25lo]/",
    "http://[::1%lo]/",
    "http://[127.0.0.1]/",
    "http://[::1",
    "http://[::1]x/",
    "http://localhost/",
    "http://LOCALHOST:8080/",
    "http://localhost./",
    "http://x.localhost/",
    "http://localhost.localdomain/",
]
INSIDE = [
    "http://10.0.0.1/",
    "http://10.1/",
    "http://172.16.5.4/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://192.168.257/",
    "http://169.254.169.254/latest/meta-data/",
    "http://0xa9fea9fe/",
    "http://100.64.0.1/",
    "http://100.127.255.254/",
    "http://192.0.2.1/",
    "http://198.18.0.1/",
    "http://198.51.100.7/",
    "http://203.0.113.7/",
    "http://224.0.0.1/",
    "http://239.1.2.3/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[fc00::1]/",
    "http://[fd12:3456:789a::1]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[::ffff:a00:1]/",
    "http://[2002:a00:1::]/",
    "http://[4000::1]/",
    "http://router/",
    "http://intranet./",
    "http://printer.local/",
    "http://wiki.corp/",
    "http://nas.lan/",
    "http://metadata.google.internal/",
    "http://fritz.home.arpa/",
]


@pytest.mark.parametrize("url", [*LOOPBACK, *INSIDE])
@pytest.mark.parametrize("use", list(AddressUse))
def test_what_is_inside_the_network_is_refused(url: str, use: AddressUse) -> None:
    assert not is_allowed(url, use=use)
    assert not is_allowed(url, use=use, resolved=())


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org@10.0.0.1/",
        "http://example.org:80@10.0.0.1/",
        "http://user@example.org/",
        "http://10.0.0.1#@example.org/",
        "http://10.0.0.1?@example.org/",
        "http://10.0.0.1\\@example.org/",
        "http:\\\\10.0.0.1/",
        "http://example.org\\.10.0.0.1/",
        "http://example.org /",
        " http://example.org/",
        "http://example.org/\n",
        "http://exam\tple.org/",
        "http://example.org/\x00",
        "http://exa\u200bmple.org/",
        "http://example.org/\u202egpj.exe",
        "http://example.org/\u00a0",
        "http://%6c%6f%63%61%6c%68%6f%73%74/",
        "http://127.0.0.1%2f@example.org/",
        "http://example.org:http/",
        "http://example.org:99999/",
        "http://example.org:-1/",
        "http://example.org:٨٠/",
        "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
        "http://localhost。/",
        "http://exаmple.org/",
        "http://xn--exmple-cua.org/",
        "http://-example.org/",
        "http://example..org/",
        f"http://{'a' * 64}.org/",
        f"http://{'a.' * 130}org/",
        "http://example.org|10.0.0.1/",
        "http://exam<ple.org/",
    ],
)
def test_what_programs_read_differently_is_refused(url: str) -> None:
    assert not is_allowed(url)
    assert not is_allowed(url, use=AddressUse.FETCH)
    assert not is_allowed(url, use=AddressUse.STREAM) or "user@" in url


@pytest.mark.parametrize(
    ("resolved", "allowed"),
    [
        (("93.184.216.34",), True),
        (("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"), True),
        (("10.0.0.1",), False),
        (("93.184.216.34", "10.0.0.1"), False),
        (("93.184.216.34", "::1"), False),
        (("::ffff:10.0.0.1",), False),
        (("fe80::1%eth0",), False),
        (("169.254.169.254",), False),
        (("not an address",), False),
    ],
)
def test_a_name_is_what_it_resolves_to(resolved: tuple[str, ...], allowed: bool) -> None:
    assert is_allowed("http://innocent.example.org/", resolved=resolved) is allowed


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("rtsp://cameras.example.org/1", True),
        ("rtsps://user:p%40ss@cameras.example.org:322/1", True),
        ("rtmp://cameras.example.org/live", True),
        ("srt://cameras.example.org:9000?mode=caller", True),
        ("https://cameras.example.org/live.m3u8", True),
        ("udp://239.0.0.1:5004", False),
        ("rtp://0.0.0.0:5004", False),
        ("udp://@239.0.0.1:5004", False),
        ("udp://:5004", False),
        ("rtsp://10.0.0.9/1", False),
        ("rtsp://user@10.0.0.9/1", False),
        ("rtsp://us<er@cameras.example.org/1", False),
        ("file:///etc/passwd", False),
        ("concat:http://example.org/a|/etc/passwd", False),
        ("subfile,,start,0,end,9,,:/etc/passwd", False),
        ("async:file:/etc/passwd", False),
        ("crypto+http://example.org/", False),
        ("pipe:0", False),
        ("tcp://cameras.example.org:22", False),
        ("v4l2:///dev/video0", False),
    ],
)
def test_streams_have_their_own_schemes(url: str, allowed: bool) -> None:
    assert is_allowed(url, use=AddressUse.STREAM) is allowed


def test_the_site_allows_names_and_networks() -> None:
    policy = AddressPolicy(allow=("*.intern.example.org", "10.1.0.0/16", "nas", "fd00::/8"))
    assert is_allowed("http://wiki.intern.example.org/", policy, resolved=("10.9.9.9",))
    assert is_allowed("http://intern.example.org/", policy, resolved=("10.9.9.9",))
    assert is_allowed("http://NAS./", policy, resolved=("192.168.0.2",))
    assert is_allowed("http://10.1.2.3/", policy)
    assert is_allowed("http://[::ffff:10.1.2.3]/", policy)
    assert is_allowed("http://[fd00::5]/", policy)
    assert is_allowed("http://dash.example.org/", policy, resolved=("10.1.2.3",))
    assert not is_allowed("http://dash.example.org/", policy, resolved=("10.1.2.3", "10.2.2.3"))
    assert not is_allowed("http://10.2.2.3/", policy)
    assert not is_allowed("http://notintern.example.org/", policy, resolved=("10.9.9.9",))
    assert not is_allowed("http://intern.example.org.evil.org/", policy, resolved=("10.9.9.9",))


def test_the_site_allows_multicast_and_other_letters_by_name() -> None:
    policy = AddressPolicy(allow=("239.0.0.0/8", "xn--bcher-kva.example"))
    assert is_allowed("udp://239.0.0.1:5004", policy, use=AddressUse.STREAM)
    assert is_allowed("http://xn--bcher-kva.example/", policy)


def test_denying_is_stronger_than_allowing() -> None:
    policy = AddressPolicy(allow=("*",), deny=("*.evil.org", "93.184.0.0/16"))
    assert not is_allowed("http://a.evil.org/", policy, resolved=("1.1.1.1",))
    assert not is_allowed("http://EVIL.org./", policy, resolved=("1.1.1.1",))
    assert not is_allowed("http://example.org/", policy, resolved=("1.1.1.1", "93.184.216.34"))
    assert not is_allowed("http://[::ffff:93.184.216.34]/", policy)
    assert is_allowed("http://example.org/", policy, resolved=("1.1.1.1",))


def test_a_closed_site_allows_what_it_names_only() -> None:
    policy = AddressPolicy(allow=("*.example.org", "1.1.1.0/24"), only_allowed=True)
    assert is_allowed("http://www.example.org/", policy)
    assert is_allowed("http://one.one/", policy, resolved=("1.1.1.1",))
    assert not is_allowed("http://www.example.com/", policy)
    assert not is_allowed("http://one.one/", policy, resolved=())
    assert not is_allowed("http://93.184.216.34/", policy)


def test_the_sites_own_files_may_name_anything_that_is_content() -> None:
    for url in ("http://10.0.0.1/", "file:///srv/page.html", "rtsp://admin:pw@10.0.0.9/1"):
        check_address(url, AddressPolicy(only_allowed=True), use=AddressUse.WEB, trusted=True)
    for url in ("javascript:alert(1)", " JavaScript:alert(1)", "view-source:http://x/"):
        with pytest.raises(AddressRefused):
            check_address(url, OPEN, use=AddressUse.WEB, trusted=True)


def test_a_refusal_says_why_and_what_helps() -> None:
    with pytest.raises(AddressRefused, match=r"http://nas/ is refused: 'nas': it is inside the ne"):
        check_address("http://nas/", OPEN, use=AddressUse.WEB)
    with pytest.raises(AddressRefused) as caught:
        check_address("http://10.0.0.1/", OPEN, use=AddressUse.WEB)
    assert str(caught.value) == (
        "http://10.0.0.1/ is refused: it is inside the network; "
        "`addresses: {allow: [HOST]}` in wall.yaml allows it"
    )
    with pytest.raises(AddressRefused, match=r"'nas.example.org' is 10.0.0.1: it is inside"):
        check_address("http://nas.example.org/", OPEN, use=AddressUse.WEB, resolved=("10.0.0.1",))
    with pytest.raises(AddressRefused, match=r"four decimal numbers"):
        check_address("http://0x7f.1/", OPEN, use=AddressUse.WEB)


def test_only_names_are_resolved_and_only_sound_ones() -> None:
    assert host_to_resolve("http://Example.org.:80/x", AddressUse.WEB) == "example.org"
    assert host_to_resolve("http://1.2.3.4/", AddressUse.WEB) is None
    assert host_to_resolve("http://[::1]/", AddressUse.WEB) is None
    for url in ("http://[::1", "http://0x7f.1/", "http://a b/", "file:///etc/passwd"):
        with pytest.raises(AddressRefused):
            host_to_resolve(url, AddressUse.WEB)


@given(st.ip_addresses(network="10.0.0.0/8") | st.ip_addresses(network="127.0.0.0/8"))
def test_no_way_of_writing_an_inner_address_passes(ip: IPv4Address | IPv6Address) -> None:
    number = int(ip)
    a, b, c, d = number >> 24, number >> 16 & 255, number >> 8 & 255, number & 255
    for host in (
        str(ip),
        f"{ip}.",
        str(number),
        hex(number),
        f"0{number:o}",
        f"{a}.{number & 0xFFFFFF}",
        f"{a}.{b}.{number & 0xFFFF}",
        f"{a:#x}.{b:#o}".replace("0o", "0") + f".{c}.{d:#x}",
        f"[::ffff:{ip}]",
        f"[::{ip}]",
        f"[64:ff9b::{ip}]",
        f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::1]",
    ):
        assert not is_allowed(f"http://{host}/", resolved=())


@given(st.text(max_size=40))
def test_any_text_is_judged_without_surprises(text: str) -> None:
    for url in (text, f"http://{text}", f"http://{text}@example.org/", f"https://a{text}/"):
        if is_allowed(url):
            assert urlsplit(url).scheme in ("http", "https"), "a page, and nothing else"
        if is_allowed(url, use=AddressUse.STREAM):
            assert urlsplit(url).scheme, "no file"


@pytest.mark.parametrize(
    ("url", "policy", "sort"),
    [
        ("http://10.0.0.7/", AddressPolicy(), Why.ADDRESS_INSIDE),
        ("http://intranet/", AddressPolicy(), Why.ADDRESS_INSIDE),
        ("https://a.example.org/", AddressPolicy(deny=("*.example.org",)), Why.ADDRESS_DENIED),
        ("https://a.example.org/", AddressPolicy(only_allowed=True), Why.ADDRESS_DENIED),
        ("ftp://example.org/", AddressPolicy(), Why.ADDRESS_WRONG),
    ],
)
def test_a_refusal_says_of_which_sort_it_is(url: str, policy: AddressPolicy, sort: Why) -> None:
    with pytest.raises(AddressRefused) as caught:
        check_address(url, policy, use=AddressUse.WEB)
    details = problem_of(caught.value).details
    assert details is not None
    assert details.why == sort
