"""Who is calling: the certificate of the connection, and the credential of the message where it has one."""

from hsmsim.errors import AuthenticationNotSuccessful
from hsmsim.exchange.peer import Peer
from hsmsim.interfaces.log import Log
from hsmsim.interfaces.partitions import IPartitions, PartitionsError, Refusal, User
from hsmsim.spec.structures import Authentication, UsernameAndPassword


async def identify(
    partitions: IPartitions, log: Log, peer: Peer, authentication: Authentication | None, required: bool
) -> User:
    """The user who sent the message.

    Args:
        peer: whose certificate the connection was opened with.
        authentication: the message's; every credential in it must be right and be the same user's.
        required: whether a Username and Password must be there.

    Raises:
        AuthenticationNotSuccessful: the text does not say why; the log does.

    Spec: 6.6 Authentication, 2.1.2 Credential.
    """
    user = admitted(partitions, log, peer)
    if authentication is None and not required:
        return user
    try:
        await _check_credentials(partitions, user, authentication)
    except Refusal as refusal:
        raise _unsuccessful(log, peer.address, str(refusal)) from None
    # Checking a password may take a thread; the user may have been blocked or changed meanwhile.
    return admitted(partitions, log, peer, user)


def admitted(partitions: IPartitions, log: Log, peer: Peer, before: User | None = None) -> User:
    """The user whose certificate the connection was opened with, as things are now.

    Args:
        before: who it was when the message came; it must still be the same user.

    Raises:
        AuthenticationNotSuccessful: as `identify`.
    """
    try:
        user = partitions.admit(peer.fingerprint)
    except Refusal as refusal:
        raise _unsuccessful(log, peer.address, str(refusal)) from None
    if before is not None and user.user_id != before.user_id:
        raise _unsuccessful(log, peer.address, f"the certificate of {before.user_id} has become that of {user.user_id}")
    return user


def known(partitions: IPartitions, log: Log, user_id: str) -> User:
    """A user who asks from inside the appliance, as things are now.

    Raises:
        AuthenticationNotSuccessful: there is none, or the user is blocked; the log says which.
    """
    try:
        user = partitions.user(user_id)
    except PartitionsError as error:
        raise _unsuccessful(log, "inside", str(error)) from None
    if user.blocked:
        raise _unsuccessful(log, "inside", f"user '{user_id}' is blocked")
    return user


def _unsuccessful(log: Log, address: str, why: str) -> AuthenticationNotSuccessful:
    log.warn("KMIP request from {address} refused: {why}", address=address, why=why)
    return AuthenticationNotSuccessful("authentication was not successful", why)


async def _check_credentials(partitions: IPartitions, user: User, authentication: Authentication | None) -> None:
    credentials = authentication.credential if authentication is not None else []
    if not credentials:  # an Authentication has at least one (6.6)
        raise Refusal(f"user {user.user_id} sent no Username and Password")
    for credential in credentials:
        value = credential.credential_value
        if not isinstance(value, UsernameAndPassword):
            raise Refusal(f"user {user.user_id} sent a credential that is not Username and Password")
        if value.username != user.user_id:
            raise Refusal(f"a credential does not name {user.user_id}, the owner of the certificate")
        await partitions.confirm(user.user_id, value.password or "")
