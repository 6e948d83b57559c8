"""Words: what counts as one, and how many are remembered."""

# Counter imports it when it is first asked for the most common, and nothing can be imported once the plugin runs.
import heapq  # noqa: F401
import re
from collections import Counter

SHORTEST = 4
"""Letters a word must have: "and" and "the" say nothing about a channel."""

MOST = 500
"""Words that are remembered for a channel; the rarest go first."""

_NOT_WORDS = re.compile(r"```.*?```|`[^`]*`|https?://\S+|[@#~:]\S+", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def words_of(message: str) -> list[str]:
    """The words of a message, in lower case; no code, links, names or emoji."""
    text = _NOT_WORDS.sub(" ", message)
    return [word.lower() for word in _WORD.findall(text) if len(word) >= SHORTEST]


def added(counts: dict[str, int], words: list[str]) -> dict[str, int]:
    """Counts with these words as well."""
    total = Counter(counts)
    total.update(words)
    return dict(total.most_common(MOST))


def shown(counts: dict[str, int], most: int) -> str:
    """The words said most, in words."""
    if not counts:
        return "Nothing was said here yet."
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    return "\n".join(f"{place}. {word} ({count}×)" for place, (word, count) in enumerate(ranked, 1))
