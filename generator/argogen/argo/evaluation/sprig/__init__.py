"""The functions of sprig 3.3.0, by family; `env` and `expandenv` are missing, as in Argo."""
