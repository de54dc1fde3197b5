"""Who is the same thing: identifiers, titles, names, and the IRIs they lead to.

Two passes: :func:`kg.identity.mentions.collect` reads one document,
:func:`kg.identity.decide.decide` decides over all of them.
"""

from __future__ import annotations
