"""Somebody new comes in: they register, and follow the link of the letter they get."""

import re
import time
import urllib.parse
import urllib.request

PASSWORD = "three herons by the weir"
LETTER_WITHIN = 180.0


def fetched(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read().decode()


def letter_to(demonstration, email: str, about: str) -> str:
    """Wait for a letter in the catcher's inbox, and return its page."""
    inbox = f"{demonstration.letters}/?to={urllib.parse.quote(email)}"
    began = time.monotonic()
    while time.monotonic() - began < LETTER_WITHIN:
        page = fetched(inbox)
        for address, subject in re.findall(
            r'href="(/letters/[^"]+)"[^>]*>(.*?)</a>', page, re.DOTALL
        ):
            if about in subject:
                return fetched(demonstration.letters + address)
        time.sleep(0.5)
    raise AssertionError(f"no letter about “{about}” came to {email}:\n{fetched(inbox)}")


def link_in(letter: str, demonstration, path: str) -> str:
    """Return the path of the link in a letter that leads to our pages below this one."""
    return re.search(re.escape(demonstration.address) + rf"({path}[\w-]+)", letter).group(1)


def register(visitor, demonstration, name: str, email: str, role: str = "in training") -> None:
    visitor.go("/")
    visitor.press("Register")
    visitor.page.get_by_label("Name", exact=True).fill(name)
    visitor.fill("E-mail", email)
    visitor.page.get_by_label(role).check()
    visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.page.get_by_role("button", name="Register").click()
    visitor.look()
    letter = letter_to(demonstration, email, "Confirm")
    visitor.go(link_in(letter, demonstration, "/confirm/"))
    visitor.press("Confirm and sign in")
