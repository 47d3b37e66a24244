"""The shelf of connectors: one file or folder, one kind of data source.

The contract, and how to write one, is in `governance/connector/`.
"""
