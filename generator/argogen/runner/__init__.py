"""Run rendered manifests as the controller of Argo 3.7.14 does, with bodies that an executor runs.

The usual sequence:

    library = read_library(documents)                  # argogen.runner.model.library
    document = find_workflow(documents)                # argogen.runner.submission
    executor = VirtualExecutor(answer)                 # argogen.runner.virtual
    run = schedule(document, library, executor, Options(parameters={"name": "value"}))   # argogen.runner.schedule

`documents` are all documents of the manifest and of its references, read as Kubernetes reads YAML. `find_workflow`
returns the Workflow, else the CronWorkflow, else the workflow template among them, None without one. `Options` has
parameters, entrypoint, name, namespace and the scheduled time of a CronWorkflow.

- `execution`: the protocol `Executor` with `Job`, `Outcome`, `Started`, `Finished` and `CannotStartError`. An executor
  starts a job and returns at once; `wait` returns the next events. It also is the clock of the run. Times and durations
  are nanoseconds.
- `virtual`: `VirtualExecutor(answer)`, in which `answer(job)` returns an `Outcome` and time passes at once. A job has
  the path of its node (`[0].step(0:item)`, `.task(1)`, `.onExit`, "" for the entrypoint), the step, item, index,
  attempt and handler, the inputs, and the template with all tags replaced. `answer` returns None for a job that never
  ends or a suspended node that is not resumed; to resume one, it returns an Outcome with the supplied outputs.
- `run`: `Run` with phase, message, global outputs and nodes. A `NodeRecord` has the values of `status.nodes` in Argo,
  and step, item, index, attempt, handler and the rendered `when`. The phase is `Refused` if Argo does not accept the
  workflow, and `Running` if Argo would never end it: `blockages` are then the reasons, each with a remedy.
- `schedule`: `schedule` also takes an `Evaluation` (random bytes, limits) and a `Memory` (`controls.memoization`), the
  caches of memoized templates, which runs can share.

Inside, `frames` are the running templates, `nodes` their nodes, `variables` the values of tags, `controls` the limits,
and `model` reads the manifest. Every computation of a value is done by `argogen.argo.evaluation`.
"""
