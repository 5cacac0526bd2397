"""Writes docs/verification.md anew."""

from tests.verification.book import BOOK, book

BOOK.write_text(book(), encoding="utf-8")
