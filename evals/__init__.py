"""How well questions are answered: one file a set of questions. `python -m evals` prints the tables."""
