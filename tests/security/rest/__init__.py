"""The bars that hold over REST as a whole, and the matrix of who may do what."""
