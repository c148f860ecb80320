"""PyAirtable Platform: ask about your Airtable bases in plain language, and act on the answers."""
