"""The normalize room: a valid pipeline document becomes the flat Context."""
