"""Say trial's closing lines once more as `N passed, N failed, N skipped`; exit status 1 if a test failed or none ran."""

import re
import sys
from pathlib import Path

text = Path(sys.argv[1]).read_text(errors="replace")
ran = [int(number) for number in re.findall(r"^Ran (\d+) tests? in ", text, re.MULTILINE)]
closing = re.findall(r"^(?:PASSED|FAILED)(?: \((.*)\))?$", text, re.MULTILINE)
counts = {name: int(number) for name, number in re.findall(r"(\w+)=(\d+)", closing[-1] if closing else "")}
bad = sum(counts.get(name, 0) for name in ("failures", "errors", "unexpectedSuccesses"))
good = counts.get("successes", 0) + counts.get("expectedFailures", 0)
print(f"{good} passed, {bad} failed, {counts.get('skips', 0)} skipped")
sys.exit(not ran or not closing or bad > 0 or good == 0)
