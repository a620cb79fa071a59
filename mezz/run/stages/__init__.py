"""The verbs of a plan, one file each: `run(job)` reads the inputs and fills the job's folder."""
