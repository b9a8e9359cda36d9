"""Who appears in the demonstration. All of them are invented."""

from dataclasses import dataclass

from cpd.people.rules import Role

PASSWORD = "demonstration only"  # noqa: S105 - printed on the screen, and good nowhere else
PROVIDER = "Harbour Institute for Counselling and Coaching"
BODY_KEY = "northern-register"
BODY = "Northern Register of Counsellors and Coaches"
OTHER_BODY_KEY = "coaching-alliance"
OTHER_BODY = "Coaching Practice Alliance"


@dataclass(frozen=True)
class Part:
    """Somebody who signs in during the demonstration."""

    email: str
    name: str
    role: Role
    organisation: str
    what_for: str


SIGN_INS = (
    Part("trainee@example.org", "Amara Okafor", Role.TRAINEE, "site", "work through a module"),
    Part("coach@example.org", "Jonas Lindqvist", Role.PRACTITIONER, "site", "keep a log"),
    Part("supervisor@example.org", "Ruth Abara", Role.SUPERVISOR, "site", "log as a supervisor"),
    Part("author@example.org", "Mei-Lin Chen", Role.AUTHOR, "site", "look after the content"),
    Part("assessor@example.org", "Piotr Zieliński", Role.ASSESSOR, BODY_KEY, "see the roster"),
    Part(
        "administrator@example.org",
        "Sunita Rao",
        Role.ADMINISTRATOR,
        "site",
        "withdraw a certificate",
    ),
)


@dataclass(frozen=True)
class Holder:
    """Somebody on the roster, who passed a module so many days ago."""

    name: str
    module: str
    days_ago: int
    time_zone: str = "Europe/London"
    fate: str = ""


CHAT, GROUP = "chat-crisis", "known-in-group"
# Certificates hold for 24 months, 730 or 731 days.
HOLDERS = (
    Holder("Siobhán Ní Bhriain", CHAT, 12, "Europe/Dublin"),
    Holder("Zoë Müller-Öztürk", GROUP, 40, "Europe/Berlin"),
    Holder("Nguyễn Thị Minh Khai", CHAT, 180, "Asia/Ho_Chi_Minh"),
    Holder("محمد عبد الرحمن الهاشمي", GROUP, 300, "Africa/Cairo"),
    Holder("山田 花子", CHAT, 420, "Asia/Tokyo"),
    Holder("Δήμητρα Παπαδοπούλου", GROUP, 560, "Europe/Athens"),
    Holder("Олена Шевченко", CHAT, 655, "Europe/Kyiv"),
    Holder("ณัฐวุฒิ ศรีสุข", GROUP, 705, "Asia/Bangkok"),
    Holder("דניאל לוי", CHAT, 726, "Asia/Jerusalem"),
    Holder("Tāne Parata", GROUP, 790, "Pacific/Auckland"),
    Holder("Kwame Boateng-Asante", CHAT, 95, fate="withdrawn"),
    Holder("Ingrid Solberg", GROUP, 60, "Europe/Oslo", fate="replaced"),
    Holder("Marguerite Achterberg", CHAT, 75, "Europe/Brussels", fate="suspended"),
    Holder("Rowan Ellery", GROUP, 110, fate="erased"),
    Holder("Petra Lindqvist-Ågren", CHAT, 50, "Europe/Stockholm", fate="initials"),
    Holder("Jonas Feldkirch", GROUP, 52, "Europe/Vienna", fate="match"),
    Holder(
        "Maria do Carmo Aparecida Figueiredo de Albuquerque e Vasconcelos da Silva Montenegro",
        CHAT,
        30,
        "America/Sao_Paulo",
    ),
)
WITHOUT_CERTIFICATE = ("Liam O'Connell", "Aïssatou Diallo")
