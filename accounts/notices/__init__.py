"""What the owner should hear of: in the studio, and by mail where there is mail."""
