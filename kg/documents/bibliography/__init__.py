"""Bibliographies: files of works that documents cite by keys, read by the parsers of each form."""

from kg.documents.bibliography.entries import NO_BIBLIOGRAPHY, Bibliography, Entry

__all__ = ["NO_BIBLIOGRAPHY", "Bibliography", "Entry"]
