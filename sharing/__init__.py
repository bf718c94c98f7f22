"""Who else may see."""
