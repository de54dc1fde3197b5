"""What helps people to begin, and editors to help them: a JSON Schema, a first project."""
