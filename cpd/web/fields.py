"""How a field of a form is held to a rule of the domain."""

from collections.abc import Callable

from wtforms import Field, Form
from wtforms.validators import StopValidation

from cpd.kernel.errors import RuleError

Check = Callable[[Form, Field], None]


def by_rule(rule: Callable[[str], object]) -> Check:
    """Hold a field to a rule of the domain, and say what the rule says."""

    def check(_form: Form, field: Field) -> None:
        try:
            rule(field.data or "")
        except RuleError as error:
            raise StopValidation(str(error)) from error

    return check
