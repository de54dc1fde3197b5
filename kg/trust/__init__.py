"""Trust in a build: a signature over it, and proofs that one claim is part of it."""
