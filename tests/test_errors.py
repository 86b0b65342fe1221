"""The exit codes promised to users and scripts."""

from __future__ import annotations

import re

import pytest

from gaitcheck import errors

CONTRACT = {
    "UsageError": 2,
    "VideoError": 3,
    "NoRunnerError": 4,
    "ModelError": 5,
    "MissingLibraryError": 5,
    "OutputError": 1,
    "PoseError": 1,
    "Cancelled": 1,
    "GaitcheckError": 1,
}


def test_every_error_has_a_promised_code() -> None:
    found = {
        name: value.exit_code
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.GaitcheckError)
    }
    assert found == CONTRACT


@pytest.mark.parametrize("name", CONTRACT)
def test_one_base_class_catches_all(name: str) -> None:
    with pytest.raises(errors.GaitcheckError, match="what is wrong"):
        raise getattr(errors, name)("what is wrong")


def test_the_documented_tree_says_the_same() -> None:
    drawn = dict(re.findall(r"(\w+) +(\d)  ", errors.__doc__ or ""))
    assert {name: int(code) for name, code in drawn.items()} == CONTRACT
