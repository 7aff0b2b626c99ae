"""Executors that run the bodies of templates on this machine.

- `pods`: the pod of a job, as Argo creates it: its containers, their environment, volumes and files.
- `storage`: the store of artifacts, and the forms in which Argo archives them.
- `runtime`: the protocol between pods and runtimes, which run their containers.
- `containers`: containers of podman or docker, by its command line.
- `sandbox`: processes in separate namespaces, which a supervisor starts and ends.
- `unisolated`: processes without namespaces, which share the files of this machine.
- `resources`: resource templates, by kubectl.
- `masking` and `tail`: the streams of containers and processes: secrets that are masked, and the end that is kept.
- `local`: the executor for the scheduler, which runs pods in threads, and the bodies that need no pod.
"""
