"""What is done with chosen pictures: under the lock of their albums, noted, and undone once."""
