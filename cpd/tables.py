"""Imports every model, so that the metadata is whole."""

import cpd.attempts.models
import cpd.attestations.models
import cpd.audit.models
import cpd.catalogue.models
import cpd.certificates.models
import cpd.codes.models
import cpd.cohorts.models
import cpd.credentials.models
import cpd.documents.models
import cpd.evidence.models
import cpd.keys.models
import cpd.letters.models
import cpd.people.models
import cpd.records.models
import cpd.reminders.models
import cpd.schedule.models
import cpd.standings.models
import cpd.transfers.models
import cpd.transparency.models
import cpd.verification.models
import cpd.web.models  # noqa: F401 - to be known is all they are for
