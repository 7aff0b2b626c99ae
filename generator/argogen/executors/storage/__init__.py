"""The store of artifacts on this machine, and the archives in which Argo keeps them."""
