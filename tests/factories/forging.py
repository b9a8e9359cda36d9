"""What a thief of a key makes of somebody's certificate: another name, more time, one serial."""

import json
from hashlib import sha256

from cpd.credentials import securing, tokens
from cpd.keys.rules.identity import did_of
from tests.factories.offline import a_proof
from tests.factories.verification import MADE_AT, a_minted
from tests.signers import a_signer

DID = did_of("http://localhost")


def a_changed(**words) -> dict:
    """The minted credential without its proof, made out to a thief; `words` are put in as well."""
    document = json.loads(a_minted()[1].credential)
    document["credentialSubject"]["identifier"][0]["identityHash"] = "Eve Forger"
    return {name: value for name, value in document.items() if name != "proof"} | words


def resigned(document: dict) -> str:
    """As the issuer would write it, with the key that was stolen."""
    secured = securing.secure(document, a_signer(), DID, MADE_AT)
    return json.dumps(secured, ensure_ascii=False, indent=2) + "\n"


def a_stolen_credential() -> str:
    return resigned(a_changed())


def a_stolen_token() -> str:
    return tokens.secure(a_changed(), a_signer(), DID)


def invented_line(forged: str) -> str:
    """A line such as the log would have if this had been issued."""
    name = "vc" if forged.startswith("{") else "jwt"
    right = json.loads(a_proof()["leaf"])
    del right["vc"], right["pdf"], right["jwt"]
    said = right | {name: sha256(forged.encode()).hexdigest()}
    return json.dumps(said, sort_keys=True, separators=(",", ":"))
