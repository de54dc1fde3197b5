"""Mail addresses: whoever writes one into a document has not asked for it to be published."""

from __future__ import annotations

import re

from kg.documents.front_matter import Value
from kg.documents.keys import normal_key

# As long as RFC 5321 section 4.5.3.1 allows, so that no text takes longer to search than its length tells.
_LOCAL, _DOMAIN = r"[^\s<>()\[\],;:\"@]{1,64}", r"[^\s<>()\[\],;:\"@]{1,253}"
_LINK = re.compile(r"\[([^\[\]]{1,200})\]\(\s*mailto:[^()]{0,400}\)", re.IGNORECASE)
_MAIL = re.compile(
    rf"[<(\[]?\s?(?:mailto:\s?)?({_LOCAL}(?:@|\s?[\[({{]\s?at\s?[\])}}]\s?){_DOMAIN}\.[^\W\d_]{{2,24}})\s?[>)\]]?",
    re.IGNORECASE,
)
_SPELLED_OUT = tuple(f"{opening}{at}" for opening in "([{" for at in ("at", " at", "AT", " AT"))
_KEYS = frozenset({"contact", "email", "emailaddress", "emails", "mail", "mails"})


def parted(text: str) -> tuple[str, str]:
    """The text without mail addresses, and the first of them; empty where it has none."""
    if "@" not in text and not any(spelled in text for spelled in _SPELLED_OUT):
        return text, ""
    bare = _LINK.sub(r"\1", text) if "mailto:" in text.lower() else text
    if found := _MAIL.search(text):
        return _MAIL.sub(" ", bare).strip(" ,;"), found[1]
    return bare, ""


def without_mail(value: Value) -> Value:
    """The value without mail addresses, and without members of mappings whose key says that they are some."""
    if isinstance(value, str):
        return parted(value)[0]
    if isinstance(value, list):
        return [left for one in value if (left := without_mail(one))]
    if isinstance(value, dict):
        return {key: without_mail(one) for key, one in value.items() if not is_mail(key)}
    return value


def is_mail(key: str) -> bool:
    """Whether a key says that its value is a mail address."""
    return normal_key(key) in _KEYS
