"""What browsers will say of a certificate is said before they do."""

import pytest

from coach.web.certificate import CertificateFlaw, flaws
from coach.web.serving import tls_context
from tests.support.certificates import certificate_files

NAME, OTHERS = "laptop.example", ("127.0.0.1", "192.168.1.20", "tablet.example", "sub.laptop.example")


def found(folder, host, **options):
    pem, key = certificate_files(folder, **options)
    return flaws(tls_context(pem, key), pem, host)


def test_a_certificate_of_this_name_and_time_has_no_flaw(tmp_path):
    assert found(tmp_path, NAME) == ()


@pytest.mark.parametrize("host", OTHERS)
def test_one_of_another_name_is_found_out(tmp_path, host):
    assert found(tmp_path, host) == (CertificateFlaw.OTHER_NAME,)


def test_one_that_is_over_is_found_out(tmp_path):
    assert found(tmp_path, NAME, days=1) == (CertificateFlaw.EXPIRED,)


def test_one_that_has_not_begun_is_found_out(tmp_path):
    assert found(tmp_path, NAME, begins_in_days=36000, days=1) == (CertificateFlaw.NOT_YET,)


def test_both_are_found_out_at_once(tmp_path):
    assert found(tmp_path, OTHERS[0], days=1) == (CertificateFlaw.EXPIRED, CertificateFlaw.OTHER_NAME)


def test_key_and_certificate_may_be_in_one_file(tmp_path):
    pem, key = certificate_files(tmp_path)
    pem.write_bytes(pem.read_bytes() + key.read_bytes())
    assert flaws(tls_context(pem, None), pem, NAME) == ()


def test_one_that_is_not_for_servers_is_unfit(tmp_path):
    assert found(tmp_path, NAME, for_servers=False) == (CertificateFlaw.UNFIT,)
