"""What follows from what, in one table: event -> the services that hear of it."""

from cpd.kernel.events import Followers

FOLLOWERS: Followers = {}
