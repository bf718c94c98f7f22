"""Albums: pictures in an order, and everything that people do with them in the studio."""
