from cpd.transfers.views import calendars, exporting, importing, overview
from cpd.transfers.views.blueprint import bp

__all__ = ["bp", "calendars", "exporting", "importing", "overview"]
