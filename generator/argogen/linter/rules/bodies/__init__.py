"""Rules of the bodies of templates: what each of them supports and ignores."""
