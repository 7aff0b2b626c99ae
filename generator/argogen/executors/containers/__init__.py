"""Containers of podman or docker, by its command line.

`engine` finds the program, and calls it. `images` are pulled before they are used. `arguments` is the command line of a
container, with its `environment`, `security` and `limits`. `networks` are shared by the containers of a pod. `client`
is the program while its container runs: `streams` copies the output, `endings` finds out how it ended, and `outputs`
copies files from it. `cleanup` removes the containers of a run. `runtime` is all of it, for pods.
"""
