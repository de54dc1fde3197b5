"""The rules of the audit: one module each, all with the same signature."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kg.audit.corpus import Corpus
from kg.audit.findings import Remark
from kg.audit.rules import (
    ai_unverified,
    arxiv_impossible,
    arxiv_year,
    authors,
    boilerplate,
    doi_malformed,
    doi_publisher,
    future_dates,
    high_on_homepage,
    high_on_one_source,
    high_on_secondary,
    identifier_titles,
    isbn_checksum,
    named_otherwise,
    numbers_differ,
    placeholders,
    repeated_statements,
    source_unlisted,
    stale,
    title_identifiers,
    unsourced,
    updated_early,
    url_doi,
    years,
)

Rule = Callable[[Corpus], Iterator[Remark]]
"""Gives its remarks about a corpus, in no particular order."""

RULES: Mapping[str, Rule] = {
    "KG501": identifier_titles.find,
    "KG502": title_identifiers.find,
    "KG503": years.find,
    "KG504": authors.find,
    "KG511": arxiv_impossible.find,
    "KG512": arxiv_year.find,
    "KG513": placeholders.find,
    "KG514": doi_malformed.find,
    "KG515": doi_publisher.find,
    "KG516": isbn_checksum.find,
    "KG517": url_doi.find,
    "KG521": source_unlisted.find,
    "KG522": unsourced.find,
    "KG523": high_on_secondary.find,
    "KG524": high_on_homepage.find,
    "KG525": high_on_one_source.find,
    "KG526": named_otherwise.find,
    "KG531": boilerplate.find,
    "KG532": repeated_statements.find,
    "KG533": numbers_differ.find,
    "KG541": stale.find,
    "KG542": future_dates.find,
    "KG543": updated_early.find,
    "KG544": ai_unverified.find,
}
"""Every rule, by the code of its findings."""
