from wtforms import Form, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # not in the stubs

from cpd.bodies.rules import RUNS_OUT_SOON, Search, Show
from cpd.kernel.pages import page_number

SHOW_CHOICES = [
    SelectChoice(Show.ALL, "Everybody"),
    SelectChoice(Show.SOON, f"Runs out within {RUNS_OUT_SOON} days"),
    SelectChoice(Show.EXPIRED, "Expired"),
    SelectChoice(Show.NONE, "Without a certificate"),
]


class RosterForm(Form):
    """Filters in an address: what makes no sense is taken as not said."""

    text = StringField("Name, member number or serial")
    show = SelectField("Show", choices=SHOW_CHOICES, default=Show.ALL)
    page = IntegerField("Page", default=1)

    def parsed(self) -> Search:
        show = self.show.data if self.show.data in list(Show) else Show.ALL
        page = page_number(self.page.data)
        return Search((self.text.data or "").strip()[:200], Show(show), page)
