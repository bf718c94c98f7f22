"""What the cameras of the demo see: each scene takes a frame and gives light."""
