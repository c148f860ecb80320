"""`python -m app` is the same as `pyairtable-platform`."""

from app.cli import main

if __name__ == "__main__":
    main()
