"""Where browsers of the studio send files, and what happens to these until they are kept."""
