"""Words that bodies ask about, offered where an entry is tagged or put into a category."""

KNOWN_TAGS = {
    "ethics": "Ethics",
    "law": "Law",
    "equality_and_diversity": "Equality and diversity",
    "cultural_competence": "Cultural competence",
    "chat_support": "Chat support",
    "self_study": "Self-study",
    "peer_consultation": "Peer consultation",
    "mentor_received": "Mentor coaching received",
    "mentor_delivered": "Mentor coaching given",
    "contribution": "Contribution to the profession",
}
# The first seven as Atrium's practice code lists them (9.3).
KNOWN_CATEGORIES = {
    "supervision": "Supervision",
    "team_meeting": "Team meeting",
    "networking": "Networking",
    "peer_consultation": "Peer consultation",
    "cpd": "Course or training",
    "reading": "Reading",
    "seminar": "Seminar",
    "writing": "Writing or research",
    "teaching": "Teaching",
    "volunteering": "Volunteering",
}
