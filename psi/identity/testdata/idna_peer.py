"""An independent reader of domain names for TestDomainsDifferential: for each line of
standard input, a domain as a JSON string, the A-labels by the package "idna" of PyPI,
or "!" and what it says. Its first line is the version of its Unicode tables."""

import json
import sys

import idna

print(idna.idnadata.__version__)
for line in sys.stdin:
    try:
        print(idna.encode(json.loads(line), uts46=True, std3_rules=True).decode())
    except (idna.IDNAError, UnicodeError, ValueError, IndexError) as e:
        print("!" + str(e).replace("\n", " ").encode("ascii", "backslashreplace").decode())
