from cpd.jobs.kinds import Job, always, looking
from cpd.jobs.table import JOBS, order_cohorts
from cpd.jobs.ticking import once, run, tick

__all__ = ["JOBS", "Job", "always", "looking", "once", "order_cohorts", "run", "tick"]
