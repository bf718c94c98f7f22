"""Running the house: starting it, and knowing how it is."""
