"""What follows from what, in one table: event -> the services that hear of it."""

from cpd.attempts.service import ModulePassed
from cpd.kernel.events import Followers
from cpd.records.service import credit_module

FOLLOWERS: Followers = {
    ModulePassed: (credit_module,),
}
