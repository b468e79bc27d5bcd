"""Keys/Objects - Import."""

from collections.abc import Awaitable, Callable
from enum import Enum
from functools import partial
from typing import Any, ClassVar

from twisted.protocols import amp

from hsmsim.exchange.steps import Steps
from hsmsim.interfaces.key_files import Piece
from hsmsim.management.bringing import Bringing
from hsmsim.management.command import Answer, ManagementCommand, NotUnderstood, Right, responder
from hsmsim.management.key_wrapping import unwrapped
from hsmsim.management.object_making import MAKING, Making, make
from hsmsim.management.object_naming import check_name, find
from hsmsim.management.object_pages import check_size
from hsmsim.management.object_words import KeyAlgorithm
from hsmsim.management.session import Session
from hsmsim.management.values import Choice
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import CryptographicAlgorithm, KeyFormatType, ObjectType


class ImportObject(ManagementCommand):
    """Bring in what is in a file: a symmetric key, a key or pair, certificates, or a key with its certificates.

    The bytes of a symmetric key need its `algorithm`. All else is PEM, DER or PKCS#12 and says itself what it is;
    `password` opens it if it is encrypted. With `kek` the file is one key that is wrapped with that object of the HSM:
    a symmetric one, or a private one in PKCS#8, as `algorithm` says. The first object gets the name; a public key that
    comes with it gets `_pub` after that, certificates get `_cert`, `_cert2` and so on.
    """

    arguments: ClassVar = [
        (b"name", amp.Unicode()),
        (b"data", amp.String()),
        (b"algorithm", Choice(KeyAlgorithm, optional=True)),
        (b"password", amp.Unicode(optional=True)),
        (b"kek", amp.Unicode(optional=True)),
        *MAKING,
    ]
    response: ClassVar = [(b"objects", amp.AmpList([(b"uid", amp.Unicode()), (b"name", amp.Unicode())]))]


@responder(ImportObject, Right.OWN, "objects import")
async def import_object(
    session: Session,
    name: str,
    data: bytes,
    algorithm: Enum | None,
    password: str | None,
    kek: str | None,
    **how: Any,
) -> Answer:
    """In another's partition it takes the right to create there."""
    making, appliance = Making(**how), session.appliance
    wanted = None if algorithm is None else CryptographicAlgorithm[algorithm.name]
    check_name(name)
    check_size(data)
    bring = await _source(session, data, wanted, password, kek)

    async def steps(steps: Steps) -> dict[str, str]:
        bringing = Bringing(steps, name, making, appliance.crypto, appliance.within.now())
        await bring(steps, bringing)
        return bringing.names

    names = await make(session, making, "Import", steps)
    return {"objects": [{"uid": uid, "name": each} for uid, each in names.items()]}


Bring = Callable[[Steps, Bringing], Awaitable[None]]


async def _source(
    session: Session, data: bytes, algorithm: CryptographicAlgorithm | None, password: str | None, kek: str | None
) -> Bring:
    """What brings in the data, by what is said of them."""
    is_pair = algorithm in session.appliance.crypto.pairs
    if kek is not None:
        if algorithm is None:
            raise NotUnderstood("what is wrapped does not say what it is: the algorithm is needed")
        wrapping = (await find(session, kek)).obj
        return partial(_private, wrapping, data) if is_pair else partial(_wrapped, wrapping, data, algorithm)
    if algorithm is not None and not is_pair:
        return lambda steps, bringing: bringing.secret(algorithm, data)
    pieces = session.appliance.key_files.read(data, password)
    return lambda steps, bringing: bringing.pieces(pieces)


async def _wrapped(
    kek: ManagedObject, data: bytes, algorithm: CryptographicAlgorithm, steps: Steps, bringing: Bringing
) -> None:
    await bringing.secret(algorithm, await unwrapped(steps, kek, data, KeyFormatType.RAW))


async def _private(kek: ManagedObject, data: bytes, steps: Steps, bringing: Bringing) -> None:
    material = await unwrapped(steps, kek, data, KeyFormatType.PKCS_8)
    await bringing.pieces([Piece(ObjectType.PRIVATE_KEY, KeyFormatType.PKCS_8, material)])
