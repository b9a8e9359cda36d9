"""Turns what somebody typed into the e-mail address we keep and compare."""

from email_validator import EmailNotValidError, validate_email

from cpd.kernel.errors import RuleError

LONGEST_ADDRESS = 200


def checked_email(text: str) -> str:
    """Return the address in small letters and in ASCII, as the mail server is told it.

    No DNS is asked. One person is one address, however it is capitalised.
    """
    text = text.strip()
    if not text:
        raise RuleError("Enter your e-mail address, like name@example.org.")
    if len(text) > LONGEST_ADDRESS:
        raise RuleError(f"An e-mail address can have at most {LONGEST_ADDRESS} characters.")
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise RuleError("This is not an e-mail address like name@example.org.") from error
    address = (found.ascii_email or found.normalized).lower()
    if len(address) > LONGEST_ADDRESS:
        raise RuleError(f"An e-mail address can have at most {LONGEST_ADDRESS} characters.")
    return address
