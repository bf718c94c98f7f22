"""Actions on selected photos. They lock their albums, are recorded, and can be undone once."""
