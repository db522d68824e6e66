import struct

import pytest

from coach.formats.fit_encoding import (
    ENUM,
    LOCAL_KINDS,
    NONE_16,
    TEXT,
    UINT8,
    UINT16,
    UINT32,
    Field,
    FitBytes,
    check_sum,
)
from tests.support.exports import by_fitdecode, by_fitparse


def test_the_check_sum_is_the_standards():
    assert check_sum(b"123456789") == 0xBB3D  # CRC-16/ARC, as catalogues of check sums have it


def test_messages_come_back_with_their_values():
    file = FitBytes()
    file.add(0, Field(0, ENUM, 4), Field(1, UINT16, 255), Field(4, UINT32, 10**9), Field(8, TEXT, b"Coach"))
    file.add(20, Field(253, UINT32, 10**9), Field(3, UINT8, None))
    file.add(78, Field(0, UINT16, (500, 600, NONE_16, NONE_16, NONE_16)))
    for read in (by_fitdecode, by_fitparse):
        (_, made), (_, record), (_, hrv) = read(file.finished())
        assert (made["type"], made["manufacturer"], made["product_name"]) == ("activity", "development", "Coach")
        assert "heart_rate" not in record
        assert [ms for ms in hrv["time"] if ms is not None] == [0.5, 0.6]


def test_more_kinds_than_can_be_known_at_one_time():
    file = FitBytes()
    kinds = [tuple(Field(number, UINT8, number) for number in range(count)) for count in range(1, LOCAL_KINDS + 5)]
    for kind in kinds * 2:
        file.add(0xFF00, *kind)
    assert [len(values) for _, values in by_fitdecode(file.finished())] == [len(kind) for kind in kinds] * 2


def test_a_kind_is_defined_once():
    one, two = FitBytes(), FitBytes()
    for _ in range(2):
        two.add(20, Field(3, UINT8, 100))
    one.add(20, Field(3, UINT8, 100))
    assert len(two.finished()) - len(one.finished()) == 2


def test_a_value_that_does_not_fit_is_no_other_value():
    with pytest.raises(struct.error):
        FitBytes().add(20, Field(3, UINT8, 256))
