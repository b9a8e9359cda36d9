from functools import lru_cache

from markupsafe import Markup
from wtforms import (
    EmailField,
    Field,
    Form,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # not in the stubs
from wtforms.validators import InputRequired, Optional, StopValidation
from wtforms.widgets import html_params

from cpd.kernel.errors import RuleError
from cpd.people.addresses import checked_email
from cpd.people.passwords import common_passwords
from cpd.people.rules import (
    LONGEST_PASSWORD,
    Profile,
    Registration,
    Role,
    checked_member_number,
    checked_name,
    checked_password,
    checked_time_zone,
    offered_zones,
    time_zones,
)
from cpd.web.fields import by_rule

SELECT = Markup("<select {}>{}</select>")
GROUP = Markup('<optgroup label="{}">{}</optgroup>')
OPTION = Markup('<option value="{}">{}</option>')
CHOSEN = Markup('<option selected value="{}">{}</option>')


def not_easy(form: Form, field: Field) -> None:
    """Refuse a password that is on the lists or that says who it belongs to."""
    about = [str(form[name].data or "") for name in ("name", "email") if name in form]
    about += getattr(form, "about", ())
    about += [address.split("@")[0] for address in about if "@" in address]
    by_rule(lambda text: checked_password(text, common=common_passwords(), about=about))(
        form, field
    )


def bounded(_form: Form, field: Field) -> None:
    if len(field.data or "") > LONGEST_PASSWORD:
        raise StopValidation(f"A password has at most {LONGEST_PASSWORD} characters.")


def zone_select(field: Field, **attributes: object) -> Markup:
    """Draw the choice of a time zone. WTForms takes 6 ms for its 430 options, each time anew."""
    opening = html_params(**({"id": field.id} | attributes), name=field.name)
    inside = options(field.data if field.data in time_zones() else "")
    return SELECT.format(Markup(opening), inside)  # noqa: S704 - html_params escapes


@lru_cache(maxsize=600)
def options(chosen: str) -> Markup:
    """Return the zones by region, each with the words for it."""
    regions: dict[str, list[Markup]] = {}
    for zone in sorted(offered_zones() | ({chosen} - {""})):
        region, _, place = zone.partition("/")
        words = place.replace("_", " ").replace("/", ", ") or zone
        line = CHOSEN if zone == chosen else OPTION
        regions.setdefault(region, []).append(line.format(zone, words))
    return Markup().join(GROUP.format(name, Markup().join(each)) for name, each in regions.items())


def name_field(label: str) -> StringField:
    return StringField(
        label,
        [
            InputRequired("Enter the name as it should stand on certificates."),
            by_rule(checked_name),
        ],
        render_kw={"autocomplete": "name"},
    )


def email_field(label: str, autocomplete: str = "email") -> EmailField:
    return EmailField(
        label,
        [
            InputRequired("Enter your e-mail address, like name@example.org."),
            by_rule(checked_email),
        ],
        render_kw={"autocomplete": autocomplete, "spellcheck": "false"},
    )


def zone_field() -> SelectField:
    return SelectField(
        "Time zone",
        [by_rule(checked_time_zone)],
        choices=(),
        default="Europe/London",
        validate_choice=False,
        widget=zone_select,
    )


def new_password_field(label: str) -> PasswordField:
    return PasswordField(
        label,
        [InputRequired("Choose a password."), not_easy],
        render_kw={"autocomplete": "new-password"},
    )


def known_password_field(label: str) -> PasswordField:
    return PasswordField(
        label,
        [InputRequired("Enter your password."), bounded],
        render_kw={"autocomplete": "current-password"},
    )


class RegisterForm(Form):
    name = name_field("Name")
    email = email_field("E-mail address")
    role = RadioField(
        "I am",
        [InputRequired("Say whether you are in training or practising.")],
        choices=[
            SelectChoice(Role.TRAINEE.value, "in training"),
            SelectChoice(Role.PRACTITIONER.value, "a practitioner or coach"),
        ],
    )
    time_zone = zone_field()
    password = new_password_field("Password")

    def parsed(self) -> Registration:
        return Registration(
            name=checked_name(self.name.data or ""),
            email=checked_email(self.email.data or ""),
            role=Role(self.role.data),
            time_zone=checked_time_zone(self.time_zone.data or ""),
            password=self.password.data or "",
        )


class SignInForm(Form):
    email = EmailField(
        "E-mail address",
        [InputRequired("Enter your e-mail address.")],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    password = known_password_field("Password")
    next = HiddenField()

    def address(self) -> str:
        """Return the address as we keep addresses; one that cannot be is simply not known."""
        typed = self.email.data or ""
        try:
            return checked_email(typed)
        except RuleError:
            return typed[:200].lower()


class ConfirmForm(Form):
    password = known_password_field("Password")


class ForgotForm(Form):
    email = email_field("E-mail address")

    def parsed(self) -> str:
        return checked_email(self.email.data or "")


class NewPasswordForm(Form):
    about: tuple[str, ...] = ()

    password = new_password_field("New password")


class ChangePasswordForm(Form):
    about: tuple[str, ...] = ()

    old_password = known_password_field("Password until now")
    password = new_password_field("New password")


class NewAddressForm(Form):
    email = email_field("New e-mail address")
    password = known_password_field("Your password")

    def parsed(self) -> str:
        return checked_email(self.email.data or "")


class ProfileForm(Form):
    name = name_field("Name")
    time_zone = zone_field()
    version = HiddenField()

    def parsed(self) -> Profile:
        return Profile(
            name=checked_name(self.name.data or ""),
            time_zone=checked_time_zone(self.time_zone.data or ""),
            version=whole(self.version.data or ""),
        )


class JoinForm(Form):
    member_number = StringField(
        "Member number",
        [Optional(), by_rule(checked_member_number)],
        render_kw={"autocomplete": "off"},
    )

    def parsed(self) -> str | None:
        return checked_member_number(self.member_number.data or "")


def whole(text: str) -> int:
    """Read a whole number that our own page put there; anything else is none of ours."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
