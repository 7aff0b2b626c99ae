"""Select the checks that can find something in a Context: render imports and runs few of them, and lint runs fewer."""
