"""Where the shipped folders stand: beside the package in a checkout, inside it once installed."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
SHIPPED = PACKAGE / "_shipped"
ROOT = SHIPPED if SHIPPED.is_dir() else PACKAGE.parent

TEMPLATES = ROOT / "templates"
MIGRATIONS = ROOT / "migrations"
QUIZZES = ROOT / "quizzes"
SCENARIOS = ROOT / "scenarios"
REGISTERS = PACKAGE / "codes" / "registers"
PACKS = PACKAGE / "requirements" / "packs"
SCHEMAS = PACKAGE / "requirements" / "schemas"
FONTS = PACKAGE / "static" / "fonts"
