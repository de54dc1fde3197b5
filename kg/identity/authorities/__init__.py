"""The authority file: what people have decided about identity, which wins over every rule."""
