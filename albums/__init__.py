"""How pictures are gathered, in an order."""
