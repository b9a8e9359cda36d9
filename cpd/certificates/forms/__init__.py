from wtforms import Form, StringField

from cpd.certificates.rules.serials import read_serial
from cpd.web.fields import by_rule


class CheckForm(Form):
    """The public check. A serial may be typed in any way it can be read."""

    serial = StringField("Serial", [by_rule(read_serial)])

    def parsed(self) -> str:
        return read_serial(self.serial.data or "")
