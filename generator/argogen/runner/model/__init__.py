"""Read the documents of a rendered manifest into frozen values, as tolerantly as the controller of Argo."""
