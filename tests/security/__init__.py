"""The bars of security that hold over everything at once; each test names its bar."""
