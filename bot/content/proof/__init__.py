"""Each promise that the words make, held against the flows they belong to."""
