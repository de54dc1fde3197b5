"""Outputs that stand: what is kept of them, so that a build after an edit leaves most of them as they are.

That is a matter of the writers alone. What is built is the same without it,
byte by byte; which steps of the plan are run again is for the engine
(:mod:`kg.engines.memo`).
"""
