"""What the sandbox keeps, in SQLite or PostgreSQL. The only folder that speaks SQL."""
