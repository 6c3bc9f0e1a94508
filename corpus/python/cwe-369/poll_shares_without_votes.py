# seccoder-example: 1
# title: Show the shares of the votes on a page of polls
# guideline: Decide what an empty total means before dividing by it.
# cwe: CWE-369
# apis: sum
# applies: standard library
# --- secure ---
def poll_lines(polls: dict[str, dict[str, int]]) -> list[str]:
    lines = []
    for question, votes in polls.items():
        total = sum(votes.values())
        lines.append(f"{question} ({total} votes)")
        for answer, count in votes.items():
            share = 100 * count / total if total else 0.0
            lines.append(f"  {answer}: {share:.0f} %")
    return lines
# --- vulnerable ---
def poll_lines(polls: dict[str, dict[str, int]]) -> list[str]:
    lines = []
    for question, votes in polls.items():
        total = sum(votes.values())
        lines.append(f"{question} ({total} votes)")
        for answer, count in votes.items():
            share = 100 * count / total
            lines.append(f"  {answer}: {share:.0f} %")
    return lines
