"""A question of each type that is not only chosen or a number, and a scenario, as written."""

TAIL = "\n**Objective:** O1\n**Explanation:** Because.\n"

ORDERING = """### Sensate focus

Put the steps in order.

**Correct order:**

1. Touch for one's own *interest*
2. Mutual touch
"""
MATCHING = """### Models

Match each model with its author.

**Correct pairs:**

| Model | Author |
| --- | --- |
| Dual *control* | Bancroft |
| Circular | Basson |
| Responsive desire | Basson |
|  | Kinsey |

**Settings:** partial credit
"""
CLOZE = """### Desire

Desire may [[follow / come after]] "arousal". It is called **[[*responsive* | spontaneous]]**
desire, and `[[this]]` is code:

- a list with [[a gap]]

```
[[and this]]
```

**Settings:** 3 points; partial credit
"""
WORDS = """### Transmitter

Which transmitter is meant?

**Answer:** Serotonin
**Also accept:** 5-HT
**Common mistake:** dopamine
> Not *that* one.
"""
REFLECTION = """### Your practice

Think of a couple.

**Reflection:** What would you *ask* them? (at least 3 words)
"""
SCENARIO = """
## Scenario: A *first* call

The phone rings "between" two sessions [@hall2020].

### The phone rings

A caller asks for **hands-on** practice.

- [Say that it is "talk" therapy [@hall2020], and
  *ask*](#what-they-hope-for)
  > Plain.
  >
  > And kind.
- [ ] [Hang up](#silence)

### What they hope for

**Ending:** They tell you.

They thank you.

### Silence

**Ending:**
"""
SOURCES = (ORDERING, MATCHING, CLOZE, WORDS, REFLECTION)


def quiz_source(*questions: str) -> str:
    """A quiz of these questions, each with an objective and an explanation."""
    return "---\ntitle: Quiz\n---\n\n" + "\n".join(question + TAIL for question in questions)
