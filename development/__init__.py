"""What the project is made and proved with; no part of what users install."""
