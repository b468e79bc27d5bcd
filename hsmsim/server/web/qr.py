"""QR codes for browsers, which show them as images."""

MOST_BYTES = 300  # of the text, in UTF-8: the address of a device with the longest secret takes 200


def image(text: str) -> str:
    """A QR code (ISO/IEC 18004) of a text, as the address of an image (RFC 2397) that has it all in itself."""
    import segno  # only here: it takes a while, and few ask for it

    # Dark on white whatever the page's colours: not every reader takes a code with dark and light exchanged.
    return str(segno.make(text, error="m", micro=False).svg_data_uri(scale=5, border=4, dark="#000", light="#fff"))
