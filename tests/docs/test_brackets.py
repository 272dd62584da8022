import pytest

from tests.docs.brackets import balanced


@pytest.mark.parametrize("text", ["", "(a [b] {c})", '("(")', "-- )", 'f("--") -- (', "a\n(\n)"])
def test_brackets_that_close_are_balanced(text: str) -> None:
    balanced(text, "--")


@pytest.mark.parametrize("text", ["(", ")", "(]", '"', "([)]", '"a\n"', "(\n-- )"])
def test_a_bracket_or_quote_too_many_or_too_few_is_told(text: str) -> None:
    with pytest.raises(AssertionError):
        balanced(text, "--")
