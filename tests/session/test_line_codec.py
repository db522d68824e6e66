"""The line codec: what is written is read again, what is unknown is kept, what makes no sense is refused."""

import json
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.programme.talk import TalkTest
from coach.domain.zone.zones import Band
from coach.errors import RecordingError, RecordingVersionError
from coach.limits import LATEST_S
from coach.session.inputs import (
    BandChanged,
    EndReason,
    LinkChanged,
    LinkDown,
    LinkState,
    LinkUp,
    Notification,
    PainMoment,
    PainReported,
    Reading,
    SessionEnded,
    SpeedReading,
    StepExtended,
    TalkTestAnswered,
    UnknownEvent,
    UnknownReading,
)
from coach.session.line_codec import Header, dump_header, dump_input, parse_header, parse_line
from coach.session.link_facts import LinkFact, LinkFactKind
from coach.session.link_words import words_of
from tests.support.saying import raises_saying
from tests.support.sessions import ANYTHING

LINES = {
    '{"t": 1.004, "hex": "107bc003"}': Notification(at_s=1.004, payload=b"\x10\x7b\xc0\x03"),
    '{"t": 1.004, "bpm": 118, "rr_s": [0.51]}': Reading(at_s=1.004, bpm=118, rr_s=(0.51,)),
    '{"t": 1.004, "bpm": 0}': Reading(at_s=1.004, bpm=0),
    '{"t": 2.1, "speed_mps": 1.42}': SpeedReading(at_s=2.1, speed_mps=1.42),
    '{"t": 3.0, "event": "link_up", "name": "Polar H10", "address": "AA"}': LinkUp(
        at_s=3.0, name="Polar H10", address="AA"
    ),
    '{"t": 3.0, "event": "link", "state": "searching", "attempt": 2, "text": ""}': LinkChanged(
        at_s=3.0, state=LinkState.SEARCHING, attempt=2
    ),
    '{"t": 3.5, "event": "link_down", "reason": "The connection to the strap was lost.", "fact": {"kind": "lost"}}': (
        LinkDown(at_s=3.5, said=LinkFact(LinkFactKind.LOST))
    ),
    '{"t": 3.5, "event": "link_down", "reason": "An older sentence."}': LinkDown(at_s=3.5, said="An older sentence."),
    '{"t": 3.6, "sensor": "foot_pod", "char": "2a53", "raw": "00630166"}': Notification(
        at_s=3.6, sensor="foot_pod", characteristic=0x2A53, payload=b"\x00\x63\x01\x66"
    ),
    '{"t": 3.7, "sensor": "of_tomorrow", "char": "2bff", "raw": ""}': Notification(
        at_s=3.7, sensor="of_tomorrow", characteristic=0x2BFF, payload=b""
    ),
    '{"t": 3.8, "event": "sensor_link", "sensor": "foot_pod", "what": "link_up", "name": "P", "address": "B"}': LinkUp(
        at_s=3.8, sensor="foot_pod", name="P", address="B"
    ),
    '{"t": 3.9, "event": "sensor_link", "sensor": "foot_pod", "what": "link_down", "reason": "Gone."}': LinkDown(
        at_s=3.9, sensor="foot_pod", said="Gone."
    ),
    '{"t": 4.0, "event": "extend_step", "by_s": 60.0}': StepExtended(at_s=4.0),
    '{"t": 4.0, "event": "band_changed", "band_bpm": [110.0, 125.0]}': BandChanged(at_s=4.0, band=Band(110.0, 125.0)),
    '{"t": 5.0, "event": "talk_test", "answer": "cannot"}': TalkTestAnswered(at_s=5.0, answer=TalkTest.CANNOT),
    '{"t": 6.0, "event": "pain", "level": 2}': PainReported(at_s=6.0, level=2),
    '{"t": 6.5, "event": "pain", "level": 2, "moment": "before"}': PainReported(
        at_s=6.5, level=2, moment=PainMoment.BEFORE
    ),
    '{"t": 7.0, "event": "end", "reason": "stopped"}': SessionEnded(at_s=7.0, reason=EndReason.STOPPED),
    '{"t": 2.1, "cadence": 55}': UnknownReading(at_s=2.1, extra={"cadence": 55}),
    '{"t": 604800.0, "bpm": 65535}': Reading(at_s=604800.0, bpm=65535),
    '{"t": 8.0, "event": "sneeze", "loud": true}': UnknownEvent(at_s=8.0, name="sneeze", extra={"loud": True}),
}


@pytest.mark.parametrize("line", LINES)
def test_the_format_is_what_it_was(line):
    assert parse_line(line) == LINES[line]
    assert dump_input(LINES[line]) == line


@settings(max_examples=150, deadline=None)
@given(inputs=ANYTHING)
def test_whatever_is_written_is_read_again(inputs):
    for item in inputs:
        line = dump_input(item)
        assert "\n" not in line
        assert parse_line(line) == item


KEYS = st.text(min_size=1, max_size=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
NAMES = [
    "sensor",
    "char",
    "raw",
    "what",
    "fact",
    "uuid",
    "hex",
    "bpm",
    "rr_s",
    "speed_mps",
    "event",
    "band_bpm",
    "by_s",
    "answer",
    "state",
    "reason",
    "muted",
]


@settings(max_examples=200, deadline=None)
@given(
    line=st.one_of(
        st.text(max_size=40),
        JSON.map(json.dumps),
        st.dictionaries(st.sampled_from(["t", *NAMES]) | KEYS, JSON, max_size=5).map(json.dumps),
        st.builds(
            lambda event, more: json.dumps(more | {"t": 1.5, "event": event}),
            st.sampled_from(
                [
                    "link",
                    "link_down",
                    "sensor_link",
                    "band_changed",
                    "extend_step",
                    "mute",
                    "talk_test",
                    "pain",
                    "end",
                    "battery",
                ]
            ),
            st.dictionaries(st.sampled_from(NAMES), JSON, max_size=3),
        ),
    )
)
def test_any_line_is_an_input_or_our_error_and_an_input_says_the_same_when_written_again(line):
    try:
        item = parse_line(line)
    except RecordingError:
        return
    assert parse_line(dump_input(item)) == item


@pytest.mark.parametrize(
    "line",
    [
        '{"t": 1.0, "hex": "00630166", "uuid": "2a53"}',
        '{"t": 1.0, "hex": "0078", "char": "00002a53-0000-1000-8000-00805f9b34fb"}',
        '{"t": 1.0, "hex": "0078", "uuid": "2A37", "char": "2a53"}',
        '{"t": 1.0, "hex": "0078", "sensor": "foot_pod"}',
        '{"t": 1.0, "bpm": 120, "sensor": "treadmill"}',
        '{"t": 1.0, "event": "link_down", "reason": "Gone.", "sensor": "foot_pod"}',
        '{"t": 1.0, "event": "link_up", "name": "Pod", "address": "BB", "sensor": "foot_pod"}',
        '{"t": 1.0, "sensor": "foot_pod", "raw": "0063"}',
        '{"t": 1.0, "sensor": "foot_pod", "char": "nine", "raw": "0063"}',
        '{"t": 1.0, "sensor": "foot_pod", "char": "2a53", "raw": "zz"}',
        '{"t": 1.0, "sensor": 7, "char": "2a53", "raw": "00"}',
        '{"t": 1.0, "event": "sensor_link", "sensor": "foot_pod", "what": "of_tomorrow", "volts": 3}',
        '{"t": 1.0, "event": "sensor_link", "sensor": "heart_rate", "what": "link_down", "reason": "Gone."}',
        '{"t": 1.0, "event": "sensor_link", "sensor": "foot_pod", "what": "pause"}',
    ],
)
def test_a_line_that_names_another_sensor_never_speaks_of_the_heart_and_is_kept(line):
    item = parse_line(line)
    assert isinstance(item, UnknownReading | UnknownEvent)
    assert json.loads(dump_input(item)) == json.loads(line)


@pytest.mark.parametrize(
    "line",
    [
        '{"t": 1.0, "hex": "007b", "uuid": "2A37"}',
        '{"t": 1.0, "hex": "007b", "char": "00002a37-0000-1000-8000-00805f9b34fb"}',
        '{"t": 1.0, "hex": "007b", "sensor": "heart_rate"}',
        '{"t": 1.0, "hex": "007b", "uuid": null}',
        '{"t": 1.0, "hex": "007b", "uuid": "5A6B1C2D-0000-4000-8000-0123456789AB"}',
        '{"t": 1.0, "hex": "007b", "sensor": 7, "char": ["2a53"]}',
        '{"t": 1.0, "hex": "007b", "sensor": "heart_rate", "raw": "0063"}',
        '{"t": 1.0, "bpm": 120, "uuid": "5A6B1C2D-0000-4000-8000-0123456789AB"}',
        '{"t": 1.0, "bpm": 120, "char": "2a53"}',
        '{"t": 1.0, "event": "link_up", "name": "P", "address": "A", "uuid": "5A6B1C2D-0000-4000-8000-0123456789AB"}',
        '{"t": 1.0, "event": "battery", "percent": 80, "char": "2a19"}',
    ],
)
def test_what_names_no_other_sensor_is_the_hearts_as_in_version_1(line):
    item = parse_line(line)
    assert isinstance(item, Reading) or item.of_the_heart
    assert json.loads(dump_input(item)) == json.loads(line)


@pytest.mark.parametrize("foreign", ['"uuid": null', '"uuid": "5A6B1C2D-0000-4000-8000-0123456789AB"', '"more": 1'])
def test_the_heart_in_another_sensors_form_survives(foreign):
    item = parse_line(f'{{"t": 1.0, "sensor": "heart_rate", "char": "2A37", "raw": "007b", {foreign}}}')
    assert (item.of_the_heart, item.payload) == (True, b"\x00\x7b")
    assert parse_line(dump_input(item)) == item


def test_another_sensors_link_is_its_fact_alone():
    said = LinkChanged(
        at_s=1.0, sensor="foot_pod", state=LinkState.SUBSCRIBING, said=LinkFact(LinkFactKind.SUBSCRIBING)
    )
    line = json.loads(dump_input(said))
    assert (line["event"], line["what"], line["fact"]) == ("sensor_link", "link", {"kind": "subscribing"})
    assert "text" not in line, "the sentences are a strap's"
    assert parse_line(dump_input(said)) == said


def test_another_sensors_new_link_may_name_its_characteristic():
    line = '{"t": 1.0, "event": "sensor_link", "sensor": "foot_pod", "what": "link_up", "name": "P", "char": "2a53"}'
    assert isinstance(parse_line(line), LinkUp)


def test_a_fact_of_tomorrow_is_kept_beside_its_sentence():
    line = '{"t": 1.0, "event": "link_down", "reason": "Tomorrow.", "fact": {"kind": "eclipse"}}'
    assert parse_line(line).said == "Tomorrow."
    assert dump_input(parse_line(line)) == line


def test_a_sentence_that_is_worded_otherwise_now_is_shown_as_it_was_beside_its_fact():
    line = '{"t": 1.0, "event": "link_down", "reason": "Verloren.", "fact": {"kind": "lost"}}'
    said = parse_line(line).said
    assert (said.kind, str(words_of(said))) == (LinkFactKind.LOST, "Verloren.")
    assert dump_input(parse_line(line)) == line


def test_unknown_keys_travel_along():
    line = '{"t": 1.0, "hex": "007b", "rssi": -60}'
    assert dump_input(parse_line(line)) == line
    item = parse_line('{"t": 1.0, "event": "pause", "by": "key"}')
    assert json.loads(dump_input(item)) == {"t": 1.0, "event": "pause", "by": "key"}


@pytest.mark.parametrize(
    "line",
    [
        '{"t": 1.0, "event": "band_changed", "band_bpm": [135, 120]}',
        '{"t": 1.0, "event": "band_changed", "band_bpm": "wide"}',
        '{"t": 1.0, "event": "mute", "muted": 1}',
        '{"t": 1.0, "event": "talk_test", "answer": "sings"}',
        '{"t": 1.0, "event": "pain"}',
        '{"t": 1.0, "event": "battery", "percent": 7.5}',
        '{"t": 1.0, "event": "battery", "percent": 9007199254740993}',
        '{"t": 1.0, "event": "pain", "level": 1' + "0" * 400 + "}",
        '{"t": 1.0, "event": "band_changed", "band_bpm": [120, 1' + "0" * 400 + "]}",
    ],
)
def test_a_known_event_that_makes_no_sense_is_kept_as_an_unknown_one(line):
    item = parse_line(line)
    assert isinstance(item, UnknownEvent)
    assert json.loads(dump_input(item)) == json.loads(line)


@pytest.mark.parametrize(
    "line",
    [
        "", "what?", "[]", "7", "null", "{}", '{"t": 1.0}', '{"t": "1", "bpm": 120}', '{"t": true, "bpm": 120}',
        '{"t": NaN, "bpm": 120}', '{"t": 1.0, "bpm": Infinity}', '{"t": 1.0, "bpm": 120, "extra": NaN}',
        '{"t": 1e999, "bpm": 120}', '{"t": 1.0, "bpm": "120"}', '{"t": 1.0, "bpm": 120, "rr_s": 0.5}',
        '{"t": 1.0, "hex": "0x7b"}', '{"t": 1.0, "hex": 7}', '{"t": 1.0, "hex": "abc"}', '{"t": 1.0, "event": 3}',
        '{"t": 1.0, "speed_mps": null}', "[" * 100_000, '{"t": ' + "9" * 5000 + ', "bpm": 1}',
        '{"t": 1' + "0" * 400 + ', "bpm": 1}', '{"t": 604800.5, "bpm": 120}', '{"t": 1, "bpm": 65536}',
        '{"t": 1, "bpm": -1}', '{"t": 1, "bpm": -0.1}', '{"t": 1, "bpm": 1e300}', '{"t": 1, "bpm": 1' + "0" * 400 + "}",
    ],
)  # fmt: skip
def test_a_line_without_an_input_is_refused(line):
    with pytest.raises(RecordingError):
        parse_line(line)


def test_a_header_is_read_as_it_was_written():
    header = Header("2026-11-23T07:31:04.512Z", {"kind": "strap"}, {"workout": "free"}, {"mood": "good"})
    assert parse_header(dump_header(header)) == header
    assert json.loads(dump_header(header))["version"] == 1


@pytest.mark.parametrize(
    "line",
    ["", "[]", '{"format": "gpx"}', '{"format": "coach-recording"}', '{"format": "coach-recording", "version": "1"}',
             '{"format": "coach-recording", "version": true}', '{"format": "coach-recording", "version": 0}'],
)  # fmt: skip
def test_what_is_no_header(line):
    with pytest.raises(RecordingError) as caught:
        parse_header(line)
    assert caught.value.line == 1


def test_a_newer_version_is_refused_by_its_number():
    with raises_saying(RecordingVersionError, r"version 2.*update Coach") as caught:
        parse_header('{"format": "coach-recording", "version": 2}')
    assert caught.value.version == 2


@pytest.mark.parametrize(
    "start",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00", "1999-12-31T23:59:59Z",
     "2200-01-01T00:00:00Z", "", "yesterday", "\uff12\uff10\uff12\uff16-11-23", " 2026-11-23", 2026, None, ["2026"]],
)  # fmt: skip
def test_a_start_in_an_impossible_year_is_not_known(start):
    assert parse_header(json.dumps({"format": "coach-recording", "version": 1, "started_at": start})).started_at == ""


@given(text=st.datetimes().map(datetime.isoformat) | st.text(max_size=30) | st.text("0129-TZ:+WQ.", max_size=30))
def test_a_start_never_leads_out_of_the_calendar(text):
    start = parse_header(json.dumps({"format": "coach-recording", "version": 1, "started_at": text})).started_at
    with suppress(ValueError):
        read = datetime.fromisoformat(start)
        for zone in (timezone(timedelta(hours=-24, minutes=1)), timezone(timedelta(hours=24, minutes=-1))):
            for since_s in (-LATEST_S, LATEST_S):
                local = read.replace(tzinfo=read.tzinfo or zone).astimezone(zone) + timedelta(seconds=since_s)
                assert 1999 <= local.year <= 2200


WILD_TEXTS = st.text(st.characters(exclude_categories=()), max_size=4)
WILD = st.recursive(
    WILD_TEXTS
    | st.floats()
    | st.sampled_from([10**400, -(10**4299), 2**64, 1e308, -1e300])
    | st.integers(1, 200).map(lambda levels: reduce(lambda inner, _: [inner], range(levels), 7)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WILD_TEXTS, inner, max_size=3),
    max_leaves=4,
)
EVENTS = ["link_up", "link_down", "link", "sensor_link", "note", "pain", "extend_step", "end"]


@settings(max_examples=300, deadline=None)
@given(
    line=st.dictionaries(
        st.sampled_from([*NAMES, "t", "text", "name", "started_at", "source", "session"]) | WILD_TEXTS, WILD, max_size=4
    ),
    event=st.none() | st.sampled_from(EVENTS),
)
def test_whatever_is_read_can_be_written_as_text_as_json_and_again(line, event):
    """Nothing after the codec (history, screen, JSON, page) meets half a character, NaN, or nests without end."""
    for load, dump, more in (
        (parse_line, dump_input, {"t": 1.5} if event is None else {"t": 1.5, "event": event}),
        (parse_header, dump_header, {"format": "coach-recording", "version": 1}),
    ):
        try:
            found = load(json.dumps(more | line).replace("Infinity", "1e999"))
        except RecordingError:
            continue
        written = dump(found)
        assert load(written.encode().decode()) == found
        assert json.dumps(json.loads(written), allow_nan=False)


@pytest.mark.parametrize(
    "line",
    [
        r'{"t": 1, "event": "note", "text": "a\ud800"}',
        r'{"t": 1, "event": "link_up", "name": "a\ud800", "address": "\udc00"}',
        r'{"t": 1, "event": "link_down", "reason": "a\ud800", "fact": {"kind": "lost", "name": "\ud800"}}',
        r'{"t": 1, "event": "a\ud800", "\udfff": ["\udfff"]}',
        r'{"t": 1, "sensor": "a\ud800", "char": "2a53", "raw": "00"}',
    ],
)
def test_half_a_character_anywhere_in_a_line_becomes_a_whole_one(line):
    assert "\N{REPLACEMENT CHARACTER}" in dump_input(parse_line(line)).encode().decode()


def test_a_header_whose_parts_make_no_sense_has_none():
    header = parse_header('{"format": "coach-recording", "version": 1, "source": 3, "session": []}')
    assert (header.started_at, dict(header.source), dict(header.session)) == ("", {}, {})
