"""QR codes in a terminal."""

import io

import segno

# White on black whatever the terminal's colours: not every reader takes a code with dark and light exchanged.
_WHITE_ON_BLACK, _AS_BEFORE = "\x1b[0;97;40m", "\x1b[0m"


def drawn(text: str) -> str:
    """A QR code (ISO/IEC 18004) of a text in half blocks, for a terminal that knows colours."""
    drawing = io.StringIO()
    segno.make(text, error="l", micro=False).terminal(drawing, compact=True)
    return "".join(f"{_WHITE_ON_BLACK}{line}{_AS_BEFORE}\n" for line in drawing.getvalue().splitlines())
