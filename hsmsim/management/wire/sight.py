"""Who sees what of the wire: messages of others, and key material."""

from hsmsim.interfaces.partitions import Permission, UserType
from hsmsim.interfaces.ring import Entry, IRing, NoSuchEntry, RingOff
from hsmsim.management.command import NotPermitted, allowed
from hsmsim.management.session import Session
from hsmsim.management.wire.wanted import Wanted


def ring_of(session: Session) -> IRing:
    """The ring.

    Raises:
        RingOff: there is none.
    """
    if session.appliance.ring is None:
        raise RingOff("this HSM keeps nothing of the wire: it was started with --wire-ring 0")
    return session.appliance.ring


def owner(session: Session) -> str | None:
    """The only user whose messages may be seen; None where all may: the log has them all too."""
    user = session.partitions.user(session.user_id)
    return None if allowed(Permission.MONITOR_LOG, user.user_type, user.permissions) else user.user_id


def entry_of(session: Session, number: int) -> Entry:
    """An entry that may be seen.

    Raises:
        RingOff: nothing is kept.
        NoSuchEntry: it is not there; also, in the same words, where it is another user's.
    """
    entry = ring_of(session).find(number)
    if not Wanted(owner(session)).may_see(entry):
        raise NoSuchEntry.of(number)
    return entry


def check_unmask(session: Session, unmask: bool | None) -> bool:
    """Whether key material is shown.

    Raises:
        NotPermitted: it is asked for, and not by an Operator.
    """
    if unmask and session.partitions.user(session.user_id).user_type is not UserType.OPERATOR:
        raise NotPermitted("key material is shown to an Operator only")
    return bool(unmask)
