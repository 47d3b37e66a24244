"""A retailer that does not exist, for trying the portal and for measuring it."""
