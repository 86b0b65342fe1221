"""The tables as the program sees them; what is on disk is made by `gaitcheck.store.migrations`."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """Of all tables."""


class PersonRow(Base):
    """A runner."""

    __tablename__ = "person"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    note: Mapped[str]
    height_cm: Mapped[float | None]
    sessions: Mapped[list[SessionRow]] = relationship(back_populates="person", cascade="all, delete-orphan")
    diary: Mapped[list[DiaryRow]] = relationship(cascade="all, delete-orphan")


class SessionRow(Base):
    """A kept result."""

    __tablename__ = "session"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    day: Mapped[date]
    title: Mapped[str]
    note: Mapped[str]
    shoes: Mapped[str]
    view: Mapped[str]
    near_side: Mapped[str | None]
    speed_kmh: Mapped[float | None]
    clip_name: Mapped[str]
    has_clip: Mapped[bool]
    answers: Mapped[str]
    person: Mapped[PersonRow] = relationship(back_populates="sessions")
    tags: Mapped[list[TagRow]] = relationship(cascade="all, delete-orphan")
    measures: Mapped[list[MeasureRow]] = relationship(cascade="all, delete-orphan", order_by="MeasureRow.position")


class TagRow(Base):
    """A word on a session."""

    __tablename__ = "session_tag"
    session_id: Mapped[str] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)


class MeasureRow(Base):
    """One number of a session with its interval."""

    __tablename__ = "measure"
    session_id: Mapped[str] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    side: Mapped[str | None]
    unit: Mapped[str]
    value: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    n: Mapped[int]
    sd: Mapped[float | None]
    status: Mapped[str]
    reason: Mapped[str | None]


class DiaryRow(Base):
    """How the knee felt on one day."""

    __tablename__ = "diary"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    day: Mapped[date]
    during: Mapped[int | None]
    after: Mapped[int | None]
    next_morning: Mapped[int | None]
    note: Mapped[str]
