"""What a picture of a graph shows, and where: cards for its elements, arrows for its edges, and their layout."""
