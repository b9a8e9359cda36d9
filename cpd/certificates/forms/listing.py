from wtforms import Form, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # not in the stubs

from cpd.certificates.rules.listing import Search, Show
from cpd.kernel.pages import page_number

SHOW_CHOICES = [
    SelectChoice(Show.ALL, "All"),
    SelectChoice(Show.VALID, "Valid"),
    SelectChoice(Show.EXPIRED, "Expired"),
    SelectChoice(Show.SUSPENDED, "On hold"),
    SelectChoice(Show.REPLACED, "Replaced"),
    SelectChoice(Show.WITHDRAWN, "Withdrawn"),
    SelectChoice(Show.ERASED, "Erased"),
    SelectChoice(Show.PENDING, "Being prepared"),
]


class SearchForm(Form):
    """Filters in an address: what makes no sense is taken as not said."""

    text = StringField("Serial or name")
    show = SelectField("Show", choices=SHOW_CHOICES, default=Show.ALL)
    page = IntegerField("Page", default=1)

    def parsed(self) -> Search:
        show = self.show.data if self.show.data in list(Show) else Show.ALL
        page = page_number(self.page.data)
        return Search((self.text.data or "").strip()[:200], Show(show), page)
