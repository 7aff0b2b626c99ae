"""Processes in separate namespaces.

`client` starts a supervisor, a process in a separate PID namespace: all processes that it starts end with it, and it
ends with the program that started it, also if that is killed. `supervisor` is its loop, `container` what happens in
the namespaces of one process, `root` the view of the file system that it gets, `streams` its output, `outputs` the
files that are kept of it, `identity` its user, and `kernel` the system calls that Python lacks. `isolation` is what
separates processes: namespaces, or nothing; then `processes` finds what a process has started.
"""
