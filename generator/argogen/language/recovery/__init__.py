"""Error recovery: check the valid part of an invalid document, and drop follow-up diagnostics."""
