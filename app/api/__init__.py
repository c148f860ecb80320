"""REST and the plain pages: one file a resource."""
