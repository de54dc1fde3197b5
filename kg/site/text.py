"""A document as Markdown on its own: its text, its claims with their sources, its gaps."""

from __future__ import annotations

from kg.outlets import for_markdown, for_markdown_link
from kg.site.citation import address
from kg.site.site import Site
from kg.site.views import DocumentView
from kg.site.words import date_name
from kg.terms import Term


def as_markdown(site: Site, me: Term, view: DocumentView) -> str:
    """The document for those who read text and no pages."""
    lines = [f"# {for_markdown(view.title)}", "", f"<{address(site, me)}>", ""]
    if view.dates:
        lines += ["; ".join(f"{what} {date_name(when)}" for what, when in view.dates), ""]
    if text := site.records[me].body.text.strip():
        lines += [text, ""]
    for title, claims in (("Claims", view.claims), ("Disputed", view.disputes)):
        if claims:
            lines += [f"## {title}", ""]
        for claim in claims:
            sure = f" (confidence: {claim.confidence})" if claim.confidence else ""
            lines.append(f"{claim.number}. {for_markdown(claim.text)}{sure}")
            if claim.source:
                locator = f", {claim.locator}" if claim.locator else ""
                lines.append(f"   Source: {for_markdown(claim.source.text)}{for_markdown(locator)}")
        lines += [""] if claims else []
    if view.gaps:
        lines += ["## Known gaps", "", *(f"- {for_markdown(gap)}" for gap in view.gaps), ""]
    if view.references:
        lines += ["## Sources", ""]
        for one in view.references:
            about = ", ".join(filter(None, (one.authors, one.year, one.where)))
            at = _at(one.outward[0].href) if one.outward else ""
            lines.append(f"- {for_markdown(one.link.text)}{f' ({for_markdown(about)})' if about else ''}{at}")
        lines.append("")
    return "\n".join(lines)


def _at(address: str) -> str:
    safe = for_markdown_link(address)
    return f" <{safe}>" if safe else ""
