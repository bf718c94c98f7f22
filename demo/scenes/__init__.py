"""The scenes. Each one takes a frame and returns its canvas in linear light."""
