"""What holds for every text, every pipeline and every mistake."""
