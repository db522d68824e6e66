"""Every fact of a link in words. The sentences are those that version 1 recordings and JSON lines have."""

import pytest

from coach.errors import BluetoothError, BluetoothProblem, During
from coach.session.error_words import error_sentence
from coach.session.link_facts import LinkFact, LinkFactKind
from coach.session.link_words import link_sentence, words_of

Kind = LinkFactKind

SENTENCES = {
    LinkFact(Kind.LOOKING): "Looking for straps.",
    LinkFact(Kind.LOOKING, "Polar H10"): "Looking for Polar H10. Is it on, and wet?",
    LinkFact(Kind.CONNECTING, "Polar H10"): "Connecting to Polar H10.",
    LinkFact(Kind.SUBSCRIBING): "Connected; asking for the heart rate.",
    LinkFact(Kind.NOTHING_TO_GIVE_YET, "Phones"): "Phones shows no heart rate; Coach looks once more.",
    LinkFact(
        Kind.NOTHING_TO_GIVE, "Phones"
    ): "Phones sends no heart rate. Choose another one with s, or with `coach pair`.",
    LinkFact(Kind.NONE_CHOSEN, in_range=("A", "B")): "No strap is chosen yet; in range: A, B. Choose with s.",
    LinkFact(Kind.NOT_HERE, "Polar", ("A", "B", "C")): "Polar is not here; in range: A, B, C. Choose with s.",
    LinkFact(Kind.SEVERAL, "hrm", ("A",)): "Several straps are called hrm; in range: A. Choose with s.",
    LinkFact(Kind.OTHER_ADDRESS, "Polar"): (
        "Polar is not here, but a strap of that name with another address; is it yours? Choose it with s."
    ),
    LinkFact(Kind.QUIET, seconds=5.0): "Nothing from the strap for 5 s.",
    LinkFact(Kind.SILENT, seconds=10.4): "The strap has been silent for 10 s.",
    LinkFact(Kind.LOST): "The connection to the strap was lost.",
    LinkFact(Kind.SWITCHED): "Another strap was chosen.",
    LinkFact(Kind.NOT_RUNNING): "Coach was not running.",
    LinkFact(Kind.UNANSWERED): "The walk's program does not answer.",
    LinkFact(Kind.TROUBLE, problem=BluetoothProblem.GIVEN_UP, during=During.CONNECT): (
        "the system gave up the connection; come nearer"
    ),
    LinkFact(Kind.TROUBLE, problem=BluetoothProblem.POWERED_OFF, during=During.SCAN, system="linux"): (
        "Bluetooth is off; switch it on in the settings, or with `bluetoothctl power on`"
    ),
    LinkFact(Kind.TROUBLE, problem=BluetoothProblem.FAILED, during=During.CONNECT, detail="le-abort"): (
        "the connection failed (le-abort); come nearer, and end the strap's use by phone or watch"
    ),
}


@pytest.mark.parametrize(("fact", "sentence"), SENTENCES.items(), ids=lambda item: str(getattr(item, "kind", ""))[:20])
def test_the_sentences_are_those_of_version_1(fact, sentence):
    assert str(link_sentence(fact)) == sentence


def test_every_kind_of_fact_has_its_sentence_here():
    assert {fact.kind for fact in SENTENCES} == set(LinkFactKind)


@pytest.mark.parametrize("system", ["linux", "darwin", "win32", ""])
@pytest.mark.parametrize("problem", BluetoothProblem)
@pytest.mark.parametrize("during", During)
def test_every_trouble_says_what_happened_and_what_to_do(problem, during, system):
    words = link_sentence(LinkFact(Kind.TROUBLE, problem=problem, during=during, detail="why", system=system))
    assert words.happened
    assert words.remedy
    assert error_sentence(BluetoothError(problem, during, "why", system=system)) == str(words)


def test_a_recorded_sentence_is_told_whole():
    told = words_of("Something; that. an older Coach said.")
    assert (told.happened, told.remedy, str(told)) == (str(told), "", "Something; that. an older Coach said.")


@pytest.mark.parametrize("fact", SENTENCES, ids=lambda fact: fact.kind)
def test_a_fact_survives_json(fact):
    assert LinkFact.from_json(fact.to_json()) == fact


@pytest.mark.parametrize("data", [None, "lost", {}, {"kind": "brand_new"}, {"kind": "lost", "more": 1}, {"kind": 7}])
def test_what_is_no_fact_of_this_version_says_so(data):
    with pytest.raises(ValueError, match="not a fact"):
        LinkFact.from_json(data)
