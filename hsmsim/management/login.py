"""Login: both factors in one command."""

from typing import ClassVar

from twisted.protocols import amp

from hsmsim.interfaces.partitions import CodeNeeded, Credential, PartitionsError, Refusal
from hsmsim.management import proof
from hsmsim.management.command import (
    USER_ID,
    USER_TYPE,
    Answer,
    LoginRefused,
    ManagementCommand,
    NotPermitted,
    Right,
    responder,
)
from hsmsim.management.session import Session

REFUSED = "user, password or second factor is wrong, or the user is blocked"
_REFUSED = "{kind} login from {peer} refused: {reason}"  # for the log, which says why


class Login(ManagementCommand):
    """Log in.

    `code` is that of an OATH device; without one where it is needed the answer is CodeNeeded, and nothing was checked.
    `certificate` (DER) and `signature` (of `proof.statement`, after a Challenge) are for X.509. `new_password` takes
    the place of the password; a login that needs one is refused as PasswordExpired. `failures` are wrong logins since
    the last good one.
    """

    arguments: ClassVar = [
        USER_ID,
        (b"password", amp.Unicode()),
        (b"code", amp.Unicode(optional=True)),
        (b"certificate", amp.String(optional=True)),
        (b"signature", amp.String(optional=True)),
        (b"new_password", amp.Unicode(optional=True)),
    ]
    response: ClassVar = [USER_TYPE, (b"failures", amp.Integer())]


@responder(Login, Right.ANYONE)
async def login(
    session: Session,
    user_id: str,
    password: str,
    code: str | None,
    certificate: bytes | None,
    signature: bytes | None,
    new_password: str | None,
) -> Answer:
    """Once in a session."""
    if session.user_id:
        raise NotPermitted("somebody is logged in already")
    try:
        fingerprint = _proven(session, user_id, certificate, signature)
        user = await session.partitions.login(Credential(user_id, password, code, fingerprint, new_password))
    except CodeNeeded:
        raise
    except Refusal as refusal:
        _log(session, _REFUSED, reason=str(refusal))
        raise LoginRefused(REFUSED, str(refusal)) from None
    except PartitionsError as refusal:  # both factors were right
        _log(session, _REFUSED, reason=f"user '{user_id}': {refusal}")
        raise
    session.user_id = user.user_id
    _log(session, "{kind} login from {peer}: user '{user_id}'", user_id=user.user_id)
    return {"user_type": user.user_type, "failures": user.failures}


def _proven(session: Session, user_id: str, certificate: bytes | None, signature: bytes | None) -> bytes | None:
    nonce = session.take_nonce()
    if certificate is None:
        return None
    if nonce is None:
        raise Refusal("a certificate without a challenge before it")
    text = proof.statement(nonce, session.appliance.fingerprint, user_id)
    return proof.verify(certificate, text, signature or b"")


def _log(session: Session, text: str, **fields: str) -> None:
    session.appliance.log.info(text, kind=session.kind, peer=session.peer, **fields)
