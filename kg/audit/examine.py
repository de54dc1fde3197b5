"""Running the rules over a graph."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from kg.audit.corpus import Audited, Corpus
from kg.audit.findings import Finding, located
from kg.audit.rules import RULES
from kg.diagnostics import all_codes
from kg.errors import NotFoundError

STALE_AFTER = timedelta(days=365)


def audit(
    graph: Audited,
    *,
    as_of: date,
    stale_after: timedelta = STALE_AFTER,
    rules: Iterable[str] | None = None,
) -> list[Finding]:
    """What a maintainer should look at, worst first; each finding is a diagnostic with its evidence.

    ``as_of`` is the day of the audit, so that the same input gives the same
    findings on any day. What was last verified more than ``stale_after``
    before it is stale. ``rules`` are the codes of the rules to follow, all by
    default. Raises NotFoundError for a code that is no rule's.

    >>> import datetime, kg
    >>> from kg.audit import audit
    >>> found = audit(kg.build("seeds"), as_of=datetime.date(2026, 1, 1))
    """
    chosen = list(RULES) if rules is None else sorted(set(rules))
    for code in chosen:
        if code not in RULES:
            raise NotFoundError(f"the audit has no rule {code!r}; it has {', '.join(RULES)}")
    corpus = Corpus(graph.documents, graph.identity, as_of, stale_after)
    remarks = [remark for code in chosen for remark in RULES[code](corpus)]
    return located(remarks, {document.file: document for document in graph.documents})


def codes_chosen(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> list[str]:
    """The codes of the rules that are selected (all, where nothing is) and not ignored.

    A rule is named by its code, by the beginning of it (``KG51``), or by its
    readable name. Raises NotFoundError for what names no rule.
    """
    selected = _codes(select)
    left = selected or set(RULES)
    return sorted(left - _codes(ignore))


def _codes(given: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for word in given:
        wanted = word.strip()
        fitting = {
            code
            for code in RULES
            if code.startswith(wanted.upper() or "?") or all_codes()[code].name == wanted.lower()
        }
        if not fitting:
            raise NotFoundError(f"the audit has no rule {word!r}; it has {', '.join(RULES)}")
        found |= fitting
    return found
