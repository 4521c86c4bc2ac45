"""`flask referrals workflow`: the table as it is decided by."""

import json

import pytest
from click.testing import CliRunner

from referral.cli.referrals import referrals
from referral.referrals.rules import as_csv, as_json, as_mermaid


def run(*arguments):
    return CliRunner().invoke(referrals, ["workflow", *arguments])


@pytest.mark.parametrize(
    ("form", "whole"), [("csv", as_csv()), ("mermaid", as_mermaid()), ("json", as_json() + "\n")]
)
def test_each_form_is_printed_whole(form, whole):
    done = run("--format", form)
    assert done.exit_code == 0
    assert done.stdout_bytes == whole.encode()


def test_csv_is_the_default_and_json_is_json():
    assert run().stdout_bytes == as_csv().encode()
    assert len(json.loads(run("--format", "json").stdout)["transitions"]) == 69


def test_an_unknown_form_is_refused_with_those_there_are():
    done = run("--format", "pdf")
    assert done.exit_code == 2
    assert "'csv', 'mermaid', 'json'" in done.stderr
