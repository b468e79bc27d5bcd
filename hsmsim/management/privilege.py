"""Privilege: nobody makes others mightier than oneself, and only an Operator touches an Operator."""

from collections.abc import Set

from hsmsim.interfaces.partitions import Permission, User, UserType
from hsmsim.management.command import NotPermitted
from hsmsim.management.session import Session


def check_type(session: Session, user_type: UserType) -> None:
    """Raises NotPermitted unless the session's user may make, change and remove users of this type."""
    if user_type is UserType.OPERATOR and _caller(session).user_type is not UserType.OPERATOR:
        raise NotPermitted("only an Operator may do this with an Operator")


def check_user(session: Session, user_id: str) -> None:
    """Raises NotPermitted unless the session's user may change and remove this one; NoSuchUser without one."""
    check_type(session, session.partitions.user(user_id).user_type)


def check_gift(session: Session, permissions: Set[Permission]) -> None:
    """Raises NotPermitted unless the session's user has all permissions that it gives, or takes."""
    lacking = [each.value for each in Permission if each in permissions - _caller(session).permissions]
    if lacking:
        raise NotPermitted(f"only who has a permission may give or take it: {', '.join(lacking)}")


def _caller(session: Session) -> User:
    return session.partitions.user(session.user_id)
