"""Whether brackets and quotes of a block in another language are balanced, all that we know of it."""

_CLOSING = {")": "(", "]": "[", "}": "{"}


def balanced(text: str, comment: str) -> None:
    """Raise when a bracket or a quote is open at the end, or closed where none is."""
    opened: list[str] = []
    quoted = False
    for line in text.splitlines():
        rest = line
        while rest and not (rest.startswith(comment) and not quoted):
            letter, rest = rest[0], rest[1:]
            if letter == '"':
                quoted = not quoted
            elif not quoted and letter in _CLOSING.values():
                opened.append(letter)
            elif not quoted and letter in _CLOSING:
                assert opened, f"`{letter}` closes nothing in `{line}`"
                assert opened.pop() == _CLOSING[letter], f"`{letter}` closes another bracket in `{line}`"
        assert not quoted, f"a quote is open at the end of `{line}`"
    assert not opened, f"`{opened[-1]}` is not closed"
