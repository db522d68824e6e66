"""Whether browsers will take a certificate, as OpenSSL says when it is asked the way that they ask."""

import ssl
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path

TURNS = 8
"""Of a handshake; TLS 1.2 takes four."""


class CertificateFlaw(Enum):
    """Why browsers refuse a certificate, whoever has signed it."""

    EXPIRED = auto()
    NOT_YET = auto()
    OTHER_NAME = auto()
    """It is for other names than the one that is asked for."""
    UNFIT = auto()
    """Anything else, such as a certificate that is not for servers."""


_OF_CODE = {
    9: CertificateFlaw.NOT_YET,
    10: CertificateFlaw.EXPIRED,
    62: CertificateFlaw.OTHER_NAME,  # a host's
    64: CertificateFlaw.OTHER_NAME,  # an IP address's
}
"""OpenSSL's X509_V_ERR_ codes (x509_vfy.h); they stay the same."""


def flaws(tls: ssl.SSLContext, certificate: Path, host: str) -> tuple[CertificateFlaw, ...]:
    """Return what is wrong with a server's certificate for browsers that ask for this host.

    Args:
        tls: the server's context, with the certificate.
        certificate: the same in a file, which is trusted for this: who has signed it is the browsers' question.
        host: what stands in the address.
    """
    found = (_flaw(tls, certificate, host, with_name=with_name) for with_name in (False, True))
    return tuple(dict.fromkeys(flaw for flaw in found if flaw is not None))


def _flaw(tls: ssl.SSLContext, certificate: Path, host: str, *, with_name: bool) -> CertificateFlaw | None:
    """Agree on a key in memory; of several flaws OpenSSL names one, the name's before the time's."""
    asking = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    asking.check_hostname = with_name
    asking.load_verify_locations(certificate)
    asking.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # or only one that signed itself could be trusted
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    browser = asking.wrap_bio(back, there, server_hostname=host)
    server = tls.wrap_bio(there, back, server_side=True)
    try:
        for _ in range(TURNS):
            for side in (browser, server):
                with suppress(ssl.SSLWantReadError):
                    side.do_handshake()
    except ssl.SSLCertVerificationError as error:
        return _OF_CODE.get(error.verify_code, CertificateFlaw.UNFIT)
    return None
