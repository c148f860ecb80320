"""One command runs everything: embedded Redis, web, workers, dispatcher and sandbox."""
