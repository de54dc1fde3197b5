"""JSON that can stand inside a ``<script>`` element.

Nothing but the text of the element is escaped by an HTML parser's rules there
(https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements):
without ``<`` no value can end the element or open a comment in it.
"""

from __future__ import annotations


def script_safe(json_text: str) -> str:
    """The JSON with ``<``, U+2028 and U+2029 as escapes; it means the same."""
    if "<" in json_text:
        json_text = json_text.replace("<", "\\u003c")
    if "\u2028" in json_text or "\u2029" in json_text:
        json_text = json_text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return json_text
