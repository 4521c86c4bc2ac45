"""Documents as they come in: of which type they really are, and without what a camera or phone wrote into them.

A photograph says where and when it was taken, and by which device; of a hidden shelter that must not be kept. JPEG and
PNG files are taken apart into their segments and chunks, and only those that make the picture are put together again.
"""

import struct

from referral.cases.errors import DocumentRefused, DocumentTooLarge

LARGEST = 10 * 1024 * 1024
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Chunks that the picture is made of; times, texts and Exif are not.
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"sBIT", b"sRGB", b"bKGD", b"pHYs"}
)
# Start of scan; end of image; restart markers and TEM, which have no length.
_SOS, _EOI = 0xDA, 0xD9
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
# APP1 (Exif, XMP) to APP13 (Photoshop, IPTC) and APP15, and comments; APP0 (JFIF) and APP14 (Adobe) make the colours.
_JPEG_DROPPED = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})


def cleaned(content: bytes) -> tuple[str, bytes]:
    """The media type, found by the content itself, and the content without metadata.

    Raises `DocumentTooLarge`, and `DocumentRefused` for other types and for files that are cut off or damaged.
    """
    if len(content) > LARGEST:
        raise DocumentTooLarge(f"The file has {len(content)} bytes; right would be {LARGEST} at most.")
    if content.startswith(b"%PDF-"):
        return PDF, content
    try:
        if content.startswith(b"\xff\xd8\xff"):
            return JPEG, _jpeg(content)
        if content.startswith(_PNG_SIGNATURE):
            return PNG, _png(content)
    except (IndexError, struct.error, ValueError):
        raise DocumentRefused("The picture is damaged or cut off.") from None
    raise DocumentRefused("The file is neither a PDF nor a JPEG nor a PNG, whatever it is called.")


def _png(content: bytes) -> bytes:
    kept, at = [_PNG_SIGNATURE], len(_PNG_SIGNATURE)
    while at < len(content):
        (length,) = struct.unpack_from(">I", content, at)
        name, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content):
            raise ValueError("a chunk is cut off")
        if name in _PNG_KEPT:
            kept.append(content[at:end])
        at = end
        if name == b"IEND":
            return b"".join(kept)
    raise ValueError("there is no end")


def _jpeg(content: bytes) -> bytes:
    kept, at = [content[:2]], 2
    while True:
        if content[at] != 0xFF:
            raise ValueError("a marker is missing")
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker == _EOI:
            kept.append(b"\xff\xd9")
            # What stands behind the end, such as a film, is dropped.
            return b"".join(kept)
        elif marker in _BARE:
            kept.append(content[at : at + 2])
            at += 2
        else:
            end = _segment_end(content, at)
            if marker == _SOS:
                end = _scan_end(content, end)
            if marker not in _JPEG_DROPPED:
                kept.append(content[at:end])
            at = end


def _segment_end(content: bytes, at: int) -> int:
    (length,) = struct.unpack_from(">H", content, at + 2)
    end: int = at + 2 + length
    if length < 2 or end > len(content):
        raise ValueError("a segment is cut off")
    return end


def _scan_end(content: bytes, at: int) -> int:
    """Where the picture's own bytes end: at the next marker that is neither a stuffed byte nor a restart."""
    while True:
        at = content.index(b"\xff", at)
        following = content[at + 1]
        if following != 0x00 and following not in _BARE:
            return at
        at += 2
