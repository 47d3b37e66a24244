"""The REST door of access: who may do what, and where; people and roles included."""
