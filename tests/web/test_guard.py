"""What every request has to pass, and what every answer says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from coach.web.guard import HEADERS, LONGEST_BODY, RequestProblem, refusal

HOSTS = frozenset({"192.168.1.20:7420", "127.0.0.1:7420", "localhost:7420"})
OWN = "192.168.1.20:7420"
POST = {"origin": f"http://{OWN}", "content-type": "application/json", "content-length": "2"}


def asked(method="GET", scheme="http", /, *more, **headers):
    """The refusal of a request with these headers; `_` stands for `-`, and None leaves one out."""
    given = {"host": OWN} | (POST if method == "POST" else {})
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    pairs = [*((name, value) for name, value in given.items() if value is not None), *more]
    raw = [(name.encode(), value.encode("latin-1")) for name, value in pairs]
    return refusal(method, scheme, Headers(raw=raw), HOSTS)


@pytest.mark.parametrize("host", sorted(HOSTS))
def test_our_own_page_passes(host):
    origin = f"http://{host}"
    assert asked(host=host) is None
    assert asked(host=host.upper()) is None
    assert asked(host=host, origin=origin) is None
    assert asked(host=host, sec_fetch_site="same-origin") is None
    assert asked(host=host, sec_fetch_site="none") is None
    assert asked("POST", host=host, origin=origin) is None
    assert asked("POST", host=host, origin=origin, sec_fetch_site="same-origin") is None
    assert asked("POST", host=host, origin=origin, content_type="application/json; charset=utf-8") is None


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "host",
    [
        "evil.example:7420",
        "192.168.1.20",
        "192.168.1.20:7421",
        "192.168.1.20:7420.evil.example",
        "",
        None,
        "[::1]:7420",
    ],
)
def test_no_other_host_passes_whatever_name_leads_here(method, host):
    assert asked(method, host=host) is RequestProblem.HOST


def test_two_hosts_are_no_host():
    assert asked("GET", "http", ("host", OWN)) is RequestProblem.HOST


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "",
        f"https://{OWN}",
        f"http://{OWN}/",
        "http://192.168.1.20",
        "http://127.0.0.1:7420",  # ours, and another page than this
        f"http://{OWN}, http://evil.example",
    ],
)
def test_no_other_origin_passes(method, origin):
    assert asked(method, origin=origin) is RequestProblem.ORIGIN
    assert asked(method, origin=origin, sec_fetch_site="same-origin") is RequestProblem.ORIGIN


def test_two_origins_are_another_origin():
    origin = f"http://{OWN}"
    assert asked("GET", "http", ("origin", origin), ("origin", origin)) is RequestProblem.ORIGIN


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "anything"])
def test_without_an_origin_the_browser_says_who_led_here(site):
    assert asked(sec_fetch_site=site) is RequestProblem.SITE


@pytest.mark.parametrize("sites", [("none", "cross-site"), ("same-origin", "same-site"), ("none", "")])
def test_of_two_sites_neither_may_be_another(sites):
    assert asked("GET", "http", *(("sec-fetch-site", site) for site in sites)) is RequestProblem.SITE
    assert asked("GET", "http", *(("sec-fetch-site", site) for site in sites[::-1])) is RequestProblem.SITE


def test_to_change_anything_takes_an_origin():
    assert asked("POST", origin=None) is RequestProblem.ORIGIN
    assert asked("POST", origin=None, sec_fetch_site="same-origin") is RequestProblem.ORIGIN


def test_encrypted_is_another_origin():
    assert asked("POST", "https", origin=f"https://{OWN}") is None
    assert asked("POST", "https") is RequestProblem.ORIGIN


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "BREW", "get"])
def test_there_are_two_methods(method):
    assert asked(method, origin=f"http://{OWN}") is RequestProblem.METHOD
    assert RequestProblem.METHOD.status == 405


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", None])
def test_no_form_can_be_sent(kind):
    assert asked("POST", content_type=kind) is RequestProblem.TYPE


@pytest.mark.parametrize("length", [str(LONGEST_BODY + 1), "9" * 5000, "-1", "", "1e1", "²", None])
def test_a_body_is_short_and_says_so(length):
    assert asked("POST", content_length=length) is RequestProblem.BODY
    assert asked("POST", transfer_encoding="chunked") is RequestProblem.BODY
    assert asked("POST", content_length=str(LONGEST_BODY)) is None


def test_to_get_something_takes_no_body():
    assert asked(content_length="0") is None
    assert asked(content_length="1") is RequestProblem.BODY
    assert asked(transfer_encoding="chunked") is RequestProblem.BODY


_VALUES = st.sampled_from([OWN, f"http://{OWN}", "null", "cross-site", "same-origin", "0", "2"]) | st.text(
    st.characters(max_codepoint=255), max_size=20
)
_NAMES = st.sampled_from(["host", "origin", "sec-fetch-site", "content-type", "content-length", "transfer-encoding"])


@given(
    st.sampled_from(["GET", "POST", "HEAD", "PUT"]),
    st.lists(st.tuples(_NAMES, _VALUES), max_size=8),
)
def test_whatever_passes_is_from_our_own_page(method, pairs):
    headers = Headers(raw=[(name.encode(), value.encode("latin-1")) for name, value in pairs])
    if refusal(method, "http", headers, HOSTS) is None:
        assert len(headers.getlist("host")) == 1
        assert headers["host"].lower() in HOSTS
        assert headers.getlist("origin") in ([], [f"http://{headers['host'].lower()}"])
        assert "origin" in headers or method == "GET"
        assert "origin" in headers or headers.get("sec-fetch-site") in {None, "none", "same-origin"}


def test_no_answer_may_be_read_by_another_site_framed_or_kept():
    headers = {name.decode(): value.decode() for name, value in HEADERS}
    policy = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert {policy[kind] for kind in ("script-src", "style-src", "connect-src")} == {"'self'"}
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert not any(name.startswith("access-control") for name in headers)
