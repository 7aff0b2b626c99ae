"""Replace template tags, `{{name}}` and `{{=expression}}`, as the controller of Argo does."""
