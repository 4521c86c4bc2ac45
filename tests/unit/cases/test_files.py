"""Documents as they come in: known by their content, and without what a camera wrote."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.cases.errors import DocumentRefused, DocumentTooLarge
from referral.cases.files import JPEG, LARGEST, PDF, PNG, cleaned


def segment(marker, body):
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


JFIF = segment(0xE0, b"JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00")
TABLES = segment(0xDB, bytes(65))
FRAME = segment(0xC0, b"\x08\x00\x01\x00\x01\x01\x01\x11\x00")
# The picture's own bytes: a stuffed FF, a restart marker, and something that looks like text.
SCAN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00GPS\xff\xd0\x34"
GPS = segment(0xE1, b"Exif\x00\x00GPS 44.8178 N 20.4568 E")


def jpeg(*before_scan, after=b""):
    return b"\xff\xd8" + b"".join(before_scan) + SCAN + b"\xff\xd9" + after


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


HEAD, DATA, END = chunk(b"IHDR", bytes(13)), chunk(b"IDAT", b"x"), chunk(b"IEND", b"")
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def test_a_jpeg_loses_exif_comments_and_what_stands_behind_its_end():
    clean = jpeg(JFIF, TABLES, FRAME)
    dirty = jpeg(
        JFIF,
        GPS,
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00<x>44.8178</x>"),
        segment(0xED, b"Photoshop 3.0\x00 City"),
        segment(0xFE, b"by Arta"),
        TABLES,
        FRAME,
        after=b"ftyp a film of the yard",
    )
    assert cleaned(dirty) == (JPEG, clean)
    assert cleaned(clean) == (JPEG, clean)


def test_a_progressive_jpeg_keeps_all_its_scans():
    whole = b"\xff\xd8" + JFIF + FRAME + SCAN + segment(0xC4, b"\x00" * 17) + SCAN + b"\xff\xd9"
    assert cleaned(whole) == (JPEG, whole)
    assert cleaned(whole.replace(FRAME, FRAME + GPS)) == (JPEG, whole)


def test_a_png_loses_texts_times_and_exif():
    clean = SIGNATURE + HEAD + DATA + END
    dirty = SIGNATURE + HEAD + chunk(b"eXIf", b"GPS") + chunk(b"tEXt", b"Author\x00Arta")
    dirty += chunk(b"tIME", bytes(7)) + chunk(b"iTXt", b"x") + DATA + END + b"more"
    assert cleaned(dirty) == (PNG, clean)


def test_a_pdf_is_kept_as_it_is():
    assert cleaned(b"%PDF-1.7 x") == (PDF, b"%PDF-1.7 x")


@pytest.mark.parametrize(
    "wrong", [b"", b"MZ\x90", b"<html>", b"PK\x03\x04", b"GIF89a", b"\xff\xd8", b"\x89PNG"]
)
def test_other_files_are_refused_whatever_they_are_called(wrong):
    with pytest.raises(DocumentRefused):
        cleaned(wrong)


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(DocumentTooLarge):
        cleaned(b"%PDF-" + bytes(LARGEST))


@given(st.integers(0, 200))
def test_a_picture_that_is_cut_off_is_refused_and_never_hangs(length):
    for whole in (jpeg(JFIF, GPS, TABLES, FRAME), SIGNATURE + HEAD + chunk(b"tEXt", bytes(200)) + DATA + END):
        if length < len(whole) - 1:
            with pytest.raises(DocumentRefused):
                cleaned(whole[:length])


@given(st.binary(max_size=200))
def test_junk_behind_a_right_beginning_never_breaks_anything(junk):
    for start in (b"\xff\xd8\xff", SIGNATURE):
        try:
            kind, kept = cleaned(start + junk)
        except DocumentRefused:
            continue
        assert kind in (JPEG, PNG)
        assert len(kept) <= len(start + junk)
