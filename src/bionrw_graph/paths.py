"""Where the ontology, the queries and the tables lie."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
# A wheel carries them in share/; a checkout has them at the top of the repository.
_HOME = _PACKAGE / "share" if (_PACKAGE / "share").is_dir() else _PACKAGE.parents[1]

ONTOLOGY = _HOME / "ontology"
QUERIES = _HOME / "queries"
DATA = _HOME / "data"
