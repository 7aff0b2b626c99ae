"""Error recovery: what of a faulty document can still be checked, and which diagnostics are mere consequences."""
