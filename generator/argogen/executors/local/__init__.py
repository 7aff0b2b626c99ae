"""The executor of this machine: pods in threads, and the bodies that need no pod."""
