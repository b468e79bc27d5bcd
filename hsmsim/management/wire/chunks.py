"""Texts that are longer than an answer may be, piece by piece."""

from collections.abc import Callable, Hashable

from hsmsim.management.command import Answer, NotUnderstood
from hsmsim.management.session import Session

# A value of AMP ends at 65,535 bytes, and a character takes up to four.
CHUNK = 16_000
_KEPT = "text"


def chunk(session: Session, key: Hashable, offset: int | None, make: Callable[[], str]) -> Answer:
    """The piece of a text that begins at `offset`, and whether there is more.

    Args:
        key: which text it is: it is made once and kept by the session until its end was taken.
        make: makes it.

    Raises:
        NotUnderstood: no text begins there.
    """
    start = offset or 0
    kept = session.kept.pop(_KEPT, None)
    text = kept[1] if start and kept is not None and kept[0] == key else make()
    if not 0 <= start <= len(text):
        raise NotUnderstood(f"the text has {len(text)} characters, none at {start}")
    more = start + CHUNK < len(text)
    if more:
        session.kept[_KEPT] = key, text
    return {"text": text[start : start + CHUNK], "more": more}
