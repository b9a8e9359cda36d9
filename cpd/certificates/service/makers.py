"""What makes the certificates of the running app."""

from functools import partial
from typing import cast

from flask import current_app

from cpd.certificates.making import Maker
from cpd.certificates.workshop import Workshop
from cpd.keys.calling import SocketSigner
from cpd.keys.service import SOCKET
from cpd.web.context import parts

EXTENSION = "cpd.maker"


def maker() -> Maker:
    """Return the maker the app was given, else worker processes; they stay for the next run."""
    settings = parts().settings
    signer_of = partial(SocketSigner, settings.data_dir / SOCKET)
    theirs = current_app.extensions.setdefault(EXTENSION, Workshop(settings.issuers, signer_of))
    return cast("Maker", theirs)
