"""The roof: settings, addresses and processes. Knows every app; no app knows it."""
