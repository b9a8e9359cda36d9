from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from cpd.db import Base


class RateCount(Base):
    """How often something was tried in a window of time, counted for all web processes together."""

    __tablename__ = "rate_count"

    bucket: Mapped[str] = mapped_column(String(120), primary_key=True)
    window_began_at: Mapped[datetime] = mapped_column(primary_key=True)
    tries: Mapped[int]
