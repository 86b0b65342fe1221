"""Measurements beside guidance: verdicts, form match (education), plan, questionnaire."""

from gaitcheck.assessment.finding import Finding, Verdict
from gaitcheck.assessment.form_match import form_match
from gaitcheck.assessment.model import Assessment, CadenceTarget, FormMatch, FormMatchPart, Plan, Suggestion
from gaitcheck.assessment.plan import cadence_target
from gaitcheck.assessment.questionnaire import Answers
from gaitcheck.assessment.verdict import assess

__all__ = [
    "Answers",
    "Assessment",
    "CadenceTarget",
    "Finding",
    "FormMatch",
    "FormMatchPart",
    "Plan",
    "Suggestion",
    "Verdict",
    "assess",
    "cadence_target",
    "form_match",
]
