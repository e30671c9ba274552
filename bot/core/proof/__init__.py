"""Each promise that a flow makes, proved without a word being read."""
