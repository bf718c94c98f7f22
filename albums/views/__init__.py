"""The studio's pages about albums."""
