"""What can be done with people. Other slices and the command line call what is named here."""

from cpd.people.service.memberships import begin_membership, end_membership
from cpd.people.service.organisations import establish
from cpd.people.service.registering import Newcomer, add
from cpd.people.service.upkeep import purge

__all__ = ["Newcomer", "add", "begin_membership", "end_membership", "establish", "purge"]
