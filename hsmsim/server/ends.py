"""Why connections end, in words for the logs."""

from OpenSSL import SSL
from twisted.internet.error import ConnectionDone
from twisted.python.failure import Failure


def why_ended(reason: Failure) -> str:
    """Why a connection ended that the other side ended."""
    # Most clients go without the goodbye of TLS.
    if reason.check(ConnectionDone, SSL.Error):
        return "the client left"
    return f"the client was lost: {reason.getErrorMessage()}"
