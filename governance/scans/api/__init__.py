"""The REST doors of scans and of what they leave open."""
