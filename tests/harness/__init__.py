"""The real parts that tests run against: databases, Valkey, a browser, faults, and the whole product."""
