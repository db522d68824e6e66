import gzip
import io
import lzma
import zipfile

import pytest

from benchmarks.mutants import mutant
from coach.errors import CoachError, FormatError, FormatProblem
from coach.formats import archives
from coach.formats.archives import files_in
from coach.formats.document import Document
from coach.limits import HEAD_BYTES, UNPACKED_FREELY_BYTES
from coach.packing import EARLY_END
from coach.session.error_words import error_sentence
from coach.session.flaws import Flaw, FlawKind
from tests.support.torture import at_most_cpu_s, chance_of, patient, share
from tests.support.zip_bytes import local_header, zip_of

TEXT = b"".join(b"%d,%d\n" % (second, 90 + second % 40) for second in range(30_000))


def read(data, name="export.zip"):
    """What is in an archive by name: its bytes, or the problem it has."""
    found = {}
    for file in files_in(Document.of_bytes(data, name, ".zip")):
        if isinstance(file, Document):
            with file.open() as opened:
                found[file.name, file.suffix] = opened.read()
        else:
            found[file[0]] = file[1].problem
    return found


def test_what_is_no_archive_is_itself():
    document = Document.of_bytes(b"walk", "walk.csv", ".csv")
    assert list(files_in(document)) == [document]


@pytest.mark.parametrize(
    ("name", "suffix"), [("walk.fit.gz", ".fit"), ("a.b/walk.FIT.GZ", ".fit"), ("walk.gz", ""), ("walk.zip", ".zip")]
)
def test_a_gzip_file_is_what_is_in_it(name, suffix):
    assert read(gzip.compress(TEXT), name) == {(name, suffix): TEXT}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_each_file_of_an_export_is_read_where_it_lies(method):
    """As in Strava's: tables, and each recording packed once more."""
    data = zip_of(
        {
            "activities.csv": b"Activity ID,Filename\n1,activities/1.fit.gz\n",
            "activities/1.fit.gz": gzip.compress(TEXT),
            "activities/2.GPX": b"<gpx/>",
            "media/3.jpg": b"\xff\xd8\xff",
        },
        method,
    )
    assert read(data) == {
        ("export.zip: activities.csv", ".csv"): b"Activity ID,Filename\n1,activities/1.fit.gz\n",
        ("export.zip: activities/1.fit.gz", ".fit"): TEXT,
        ("export.zip: activities/2.GPX", ".gpx"): b"<gpx/>",
        ("export.zip: media/3.jpg", ".jpg"): b"\xff\xd8\xff",
    }


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("inner_method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_file_in_a_zip_file_is_opened_and_no_deeper(method, inner_method):
    inner = zip_of({"walk.fit": b"1", "walk.gz": gzip.compress(b"2")}, inner_method)
    outer = zip_of({"part.zip": inner, "last.fit": b"3"}, method)
    within = "export.zip: part.zip"
    assert read(outer) == {
        (f"{within}: walk.fit", ".fit"): b"1",
        (f"{within}: walk.gz", ""): b"2",
        ("export.zip: last.fit", ".fit"): b"3",
    }
    assert read(zip_of({"outer.zip": outer}, method)) == {
        "export.zip: outer.zip: part.zip": FormatProblem.NESTED,
        ("export.zip: outer.zip: last.fit", ".fit"): b"3",
    }


@pytest.mark.parametrize(
    ("name", "suffix"), [("walk.jsonl.xz", ".jsonl"), ("walk.CSV.XZ", ".csv"), ("walk.zip", ".zip")]
)
def test_a_file_packed_with_xz_is_what_is_in_it(name, suffix):
    assert read(lzma.compress(TEXT), name) == {(name, suffix): TEXT}


@pytest.mark.parametrize("share", [0.3, 0.7, 0.99])
def test_one_packed_with_xz_that_is_cut_gives_what_it_has_and_its_flaw(share):
    packed = lzma.compress(TEXT)
    (document,) = files_in(Document.of_bytes(packed[: int(len(packed) * share)], "walk.csv.xz"))
    for _ in range(2):
        with document.open() as file:
            data = file.read()
    assert TEXT.startswith(data)
    assert len(data) > len(TEXT) * (share - 0.2)
    assert document.flaws == [Flaw(FlawKind.DAMAGED, detail=EARLY_END)]


def test_what_is_packed_with_xz_in_a_zip_file_is_opened_and_no_deeper():
    assert read(zip_of({"a.fit.xz": lzma.compress(TEXT)})) == {("export.zip: a.fit.xz", ".fit"): TEXT}
    for inner in (lzma.compress(TEXT), gzip.compress(TEXT), zip_of({"a.csv": TEXT})):
        assert read(lzma.compress(inner)) == {"export.zip": FormatProblem.NESTED}


def test_what_is_packed_twice_with_gzip_is_not_opened():
    for inner in (gzip.compress(b"1"), zip_of({"a": b"1"})):
        assert read(gzip.compress(inner)) == {"export.zip": FormatProblem.NESTED}


def test_too_large_a_zip_file_in_another_is_not_held(monkeypatch):
    monkeypatch.setattr(archives, "MOST_INNER_ZIP_BYTES", 100)
    inner = zip_of({"walk.fit": TEXT})
    found = read(zip_of({"part.zip": inner, "last.fit": b"3"}))
    assert found == {"export.zip: part.zip": FormatProblem.NESTED, ("export.zip: last.fit", ".fit"): b"3"}
    assert read(zip_of({"part.zip": inner}, zipfile.ZIP_STORED)) == {
        ("export.zip: part.zip: walk.fit", ".fit"): TEXT
    }, "what is stored is read where it lies"


def changed(data, *changes):
    data = bytearray(data)
    for at, value in changes:
        data[at] = value
    return bytes(data)


def test_files_that_cannot_be_unpacked_are_counted_by_their_reason():
    data = zip_of({"good.fit": b"1"}, entries=[
        (b"secret", local_header(b"secret", b"12345", flags=1), 5),
        (b"secret2", local_header(b"secret2", b"12345", flags=1), 5),
        (b"deflate64", local_header(b"deflate64", b"12345", method=9), 5),
        (b"shared", local_header(b"shared", b"12345"), 5), (b"again", None, 5),
    ])  # fmt: skip
    found = list(files_in(Document.of_bytes(data, "export.zip")))
    assert [file.name for file in found if isinstance(file, Document)] == ["export.zip: good.fit"]
    said = [error_sentence(file[1]) for file in found if not isinstance(file, Document)]
    assert sorted(said) == [
        "of export.zip, 2 files were left out, as they need a password; give what is in it, unpacked",
        "of export.zip, 2 files were left out: they share their bytes, as in a bomb; export it anew",
        "of export.zip, a file was left out, packed in a way that Coach does not know; give what is in it, unpacked",
    ]


def test_one_that_is_cut_off_gives_what_it_has():
    whole = zip_of({"a.csv": TEXT, "b.csv": TEXT})
    cut = whole[: whole.index(b"b.csv") + 5000]
    found = list(files_in(Document.of_bytes(cut, "export.zip")))
    first, second, said = found
    with first.open() as file:
        assert file.read() == TEXT
    assert first.flaws == []
    with second.open() as file:
        part = file.read()
    assert TEXT.startswith(part)
    assert len(part) > 5000
    assert len(second.flaws) == 1
    assert said[1].problem is FormatProblem.CUT_OFF


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_damage_is_found_in_its_own_file_alone(method):
    whole = zip_of({"a.csv": TEXT, "b.csv": TEXT}, method)
    damaged = changed(whole, (whole.index(b"a.csv") + 1000, 0x55), (whole.index(b"a.csv") + 1001, 0xAA))
    first, second = files_in(Document.of_bytes(damaged, "export.zip"))
    for file in (first, second):
        with file.open() as opened:
            opened.read()
    assert (len(first.flaws), len(second.flaws)) == (1, 0)


def test_a_head_is_no_damage_and_costs_no_more_than_itself():
    [file] = files_in(Document.of_bytes(zip_of({"a.csv": TEXT}), "export.zip"))
    assert file.head() == TEXT[:HEAD_BYTES]
    assert file.flaws == []


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
def test_a_bomb_is_refused_and_the_others_go_on(pack):
    data = zip_of({"bomb": pack(bytes(UNPACKED_FREELY_BYTES * 2)), "good": b"1"})
    first, second = files_in(Document.of_bytes(data, "export.zip"))
    with first.open() as file, pytest.raises(FormatError) as caught:
        file.read()
    assert caught.value.problem is FormatProblem.BOMB
    assert caught.value.name == "export.zip: bomb"
    with second.open() as file:
        assert file.read() == b"1"


@pytest.mark.parametrize("data", [zip_of({}), zip_of({"folder/": b""}), b"PK\x03\x04"])
def test_an_empty_one_says_so(data):
    [(name, error)] = files_in(Document.of_bytes(data, "export.zip"))
    assert name == "export.zip"
    assert isinstance(error, CoachError)


def test_progress_is_counted_in_the_archives_own_bytes():
    seen = []
    inner = zip_of({"c": TEXT})
    data = zip_of({"a": TEXT, "b": gzip.compress(TEXT), "inner.zip": inner, "d": b"1"})
    document = Document("export.zip", ".zip", lambda: io.BytesIO(data), on_progress=seen.append)
    for file in files_in(document):
        with file.open() as opened:
            while opened.read(1000):
                pass
        file.on_progress(10**9)  # of the file itself
    assert all(0 < done <= len(data) for done in seen)
    assert len(set(seen)) > 5


@patient
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_mutant_ends_with_what_is_good_in_it_or_an_error_of_ours(method):
    chance = chance_of(f"archives {method}")
    inner = zip_of({"a.csv": TEXT[:3000], "b.csv": TEXT[:100]}, method)
    seeds = [
        zip_of({"1.csv.gz": gzip.compress(TEXT[:2000]), "2.csv": TEXT[:500], "part.zip": inner}, method),
        zip_of({"1.csv": TEXT[:2000], "2.csv": TEXT[:500]}, method, is_streamed=True, comment=b"made today"),
        gzip.compress(TEXT[:3000]) + gzip.compress(TEXT[:3000]),
    ]
    for number in range(share(200, 5000)):
        data = mutant(chance, chance.choice(seeds))
        try:
            with at_most_cpu_s(2.0):
                for file in files_in(Document.of_bytes(data, "export.zip")):
                    if isinstance(file, Document):
                        file.whole(10**9, "table")
                    else:
                        assert isinstance(file[1], CoachError)
        except CoachError:
            pass
        except BaseException as error:
            raise AssertionError(f"mutant {number}: {data!r}") from error
