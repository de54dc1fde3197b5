"""What people read for the links among things."""

from __future__ import annotations

import re

LINK_WORDS = {
    "schema:isBasedOn": ("Rests on", "Claims that rest on it"),
    "schema:hasPart": ("Claims", "Claimed in"),
    "prov:hadPrimarySource": ("Primary sources", "Primary source of"),
    "schema:citation": ("Other sources", "Cited by"),
    "schema:author": ("Written by", "Wrote"),
    "schema:isPartOf": ("Appeared in", "Works that appeared in it"),
    "schema:publisher": ("Published by", "Published"),
    "schema:sourceOrganization": ("Comes from", "Produced"),
    "schema:editor": ("Edited by", "Edited"),
    "schema:contributor": ("Contributors", "Contributed to"),
    "schema:reviewedBy": ("Reviewed by", "Reviewed"),
    "prov:wasAssociatedWith": ("Made with", "Helped to make"),
    "schema:about": ("Topics", "Documents about it"),
    "schema:mentions": ("Links to", "Linked from"),
    "kg:relatedDocument": ("Related", "Related from"),
    "schema:workTranslation": ("Translations", "Translation of"),
    "skos:broader": ("Broader topic", "Narrower topics"),
}
"""Predicates in the order in which they are shown, seen from the start and from the end of a link."""


NEIGHBOUR_WORDS = {
    "schema:isBasedOn": ("Source", "Rests on it"),
    "schema:hasPart": ("Claim", "Claimed here"),
    "prov:hadPrimarySource": ("Primary source", "Rests on it"),
    "schema:citation": ("Cited", "Cites it"),
    "schema:author": ("Author", "Work"),
    "schema:isPartOf": ("Appeared here", "Appeared in it"),
    "schema:publisher": ("Publisher", "Published work"),
    "schema:sourceOrganization": ("Institution", "Work"),
    "schema:editor": ("Editor", "Edited work"),
    "schema:contributor": ("Contributor", "Contributed to this"),
    "schema:reviewedBy": ("Reviewer", "Reviewed work"),
    "prov:wasAssociatedWith": ("Made with it", "Made with it"),
    "schema:about": ("Topic", "About it"),
    "schema:mentions": ("Linked to", "Links to it"),
    "kg:relatedDocument": ("Related", "Related"),
    "schema:workTranslation": ("Translation", "Original"),
    "skos:broader": ("Broader topic", "Narrower topic"),
}
"""What a thing is to another by a link to it, and by a link from it; the most telling first."""


def neighbour_words(predicate: str, *, out: bool) -> str:
    """What the thing at the other end of a link is to the one where it begins, or where it ends."""
    if predicate in NEIGHBOUR_WORDS:
        return NEIGHBOUR_WORDS[predicate][0 if out else 1]
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", predicate.rpartition(":")[2]).capitalize()
