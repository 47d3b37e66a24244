"""The machinery of secrets and certificates. Pure; keys, folders and environment are passed in."""
