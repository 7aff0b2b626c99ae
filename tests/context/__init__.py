"""The Context: the contract with the templates."""
