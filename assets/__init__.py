"""What a file is, and its bytes."""
