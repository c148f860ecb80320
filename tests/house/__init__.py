"""The rules of the house that a linter cannot know, each with a planted violation to prove that it bites."""
