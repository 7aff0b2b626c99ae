"""Select the checks that can find an error in a Context, so that render imports and runs few of them."""
