"""Background work: RQ wakes a worker, the outbox row in the database says what is to be done."""
