"""Who may do what, and what a name, a password and a way onward must be."""

from cpd.people.rules.accounts import LINK_HOLDS, Link, Profile, Purpose, Registration
from cpd.people.rules.names import checked_key, checked_member_number, checked_name
from cpd.people.rules.passwords import LONGEST_PASSWORD, checked_password, repeated_part
from cpd.people.rules.roles import (
    EVERY_MEMBER,
    SITE,
    SITE_ADMINISTRATOR,
    OrganisationKind,
    Role,
    WhoIsHere,
    may_be_granted,
)
from cpd.people.rules.sign_ins import (
    SIGN_IN_IDLE,
    SIGN_IN_LONGEST,
    browser_name,
    ends_by_itself,
    safe_next,
)
from cpd.people.rules.time_zones import checked_time_zone, offered_zones, time_zones

__all__ = [
    "EVERY_MEMBER",
    "LINK_HOLDS",
    "LONGEST_PASSWORD",
    "SIGN_IN_IDLE",
    "SIGN_IN_LONGEST",
    "SITE",
    "SITE_ADMINISTRATOR",
    "Link",
    "OrganisationKind",
    "Profile",
    "Purpose",
    "Registration",
    "Role",
    "WhoIsHere",
    "browser_name",
    "checked_key",
    "checked_member_number",
    "checked_name",
    "checked_password",
    "checked_time_zone",
    "ends_by_itself",
    "may_be_granted",
    "offered_zones",
    "repeated_part",
    "safe_next",
    "time_zones",
]
