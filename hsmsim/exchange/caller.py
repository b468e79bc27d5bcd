"""Who is calling: the certificate of the connection, and the credential of the message where it has one."""

from hsmsim.errors import AuthenticationNotSuccessful
from hsmsim.exchange.peer import Peer
from hsmsim.interfaces.log import Log
from hsmsim.interfaces.partitions import IPartitions, Refusal, User
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
    try:
        user = partitions.admit(peer.fingerprint)
        if authentication is not None or required:
            await _check_credentials(partitions, user, authentication, required)
            # Checking a password may take a thread; the user may have been blocked or changed meanwhile.
            user = partitions.admit(peer.fingerprint)
    except Refusal as refusal:
        log.warn("KMIP request from {address} refused: {why}", address=peer.address, why=str(refusal))
        raise AuthenticationNotSuccessful("authentication was not successful") from None
    return user


async def _check_credentials(
    partitions: IPartitions, user: User, authentication: Authentication | None, required: bool
) -> None:
    credentials = authentication.credential if authentication is not None else []
    if required and not credentials:
        raise Refusal(f"user {user.user_id} sent no Username and Password")
    for credential in credentials:
        value = credential.credential_value
        if not isinstance(value, UsernameAndPassword):
            raise Refusal(f"user {user.user_id} sent a credential that is not Username and Password")
        if value.username != user.user_id:
            raise Refusal(f"a credential does not name {user.user_id}, the owner of the certificate")
        await partitions.confirm(user.user_id, value.password or "")
