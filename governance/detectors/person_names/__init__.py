"""Names of people: given, family, whole. Word lists know the common ones; no list knows all.

`given.txt` and `family.txt` were written by hand for this shelf; what is common can be checked with
the public statistics of births and censuses of the countries concerned (the US Social Security
Administration and Census Bureau, the ONS, INSEE, ISTAT, INE, SCB, and their like).
"""

import re
from collections.abc import Sequence
from pathlib import Path

from governance.detector import Detector, Kind, Level, folded

HERE = Path(__file__).parent
GIVEN = frozenset((HERE / "given.txt").read_text(encoding="utf-8").split())
FAMILY = frozenset((HERE / "family.txt").read_text(encoding="utf-8").split())
ENDINGS = re.compile(
    r"(?:ma?c|o')[a-z]{3,}|[a-z'\-]{3,}(?:sson|[a-z]sen|ski|ska|cki|cka|wicz|czyk|ez|escu|mann|berg"
    r"|qvist|strom|ovic|ova|ov|enko|shvili|yan|oglu|elli|etti|ucci|azzi|poulos|idis|sma|stra|eira"
    r"|inho|meyer|meier|bauer|feld|stein|hoff|huber|aert|ault|eau|ington|well|worth|field)"
)
NAME = re.compile(r"[^\W\d_]+(?:['’`.\-][^\W\d_]*)*")
TITLES = frozenset(
    """
        mr mrs ms miss dr prof sir lord lady rev hon jr sr ii iii iv md phd dds dvm esq sgt
        lt capt cpt det ofc officer judge hr fr herr frau dipl ing med univ mag monsieur mme
        madame mlle sig sigra dott sr sra srta don dona pan pani dhr mevr mw drs ir bc bsc
        msc mba rn cpa sen rep dame
    """.split()
)  # fmt: skip
PARTICLES = frozenset(
    """
        de da do dos das del della di la le van von der den ter zu af el al bin ben y e
    """.split()
)
ORGANISATIONS = frozenset(
    """
        inc llc ltd plc corp corporation company co gmbh kg ag ohg mbh ev ug sarl sas sa srl
        spa snc bv nv ab oy aps as group groupe gruppo holding holdings sons fils bros
        brothers partners associates association foundation trust bank church school college
        university academy hospital clinic center centre department dept county city town
        state agency bureau district council restaurant cafe pizza bar grill deli market
        store shop services service systems solutions industries international enterprises
        management properties realty construction club hotel park library station street st
        ave road hall house cie e.v. institute society committee union stiftung verein hijos
        hermanos asociados cia ltda s.a. s.l. s.p.a. s.r.l. and & und et figli
    """.split()
)  # fmt: skip
PLACES = frozenset(
    """
        port new lake east west north south saint st. st santa san los las la fort mount
        upper lower bad grand le old point ville
    """.split()
)


def _parts(value: str) -> list[str]:
    """The parts of a name without titles and initials; empty for what is no name."""
    text = folded(value).replace("(", " ").replace(")", " ").replace("/", " ")
    parts = text.replace(",", " , ").split()
    if not 1 <= len(parts) <= 9 or any(part in ORGANISATIONS for part in parts):
        return []
    kept = [part for part in parts if part.strip(".") not in TITLES or part == ","]
    if not all(part == "," or NAME.fullmatch(part) for part in kept):
        return []
    return [part for part in kept if len(part.strip(".")) > 1 or part == ","]


def _any(part: str, known: frozenset[str]) -> bool:
    return part in known or any(piece in known for piece in part.split("-") if len(piece) > 1)


def _family(part: str) -> float:
    if _any(part, FAMILY):
        return 1.0
    return 0.6 if ENDINGS.fullmatch(part) else 0.0


def whole_name(value: str) -> float:
    """Given and family name, in any order, with titles and initials."""
    if not 4 <= len(value) <= 80 or value.islower():
        return 0.0
    parts = [part for part in _parts(value) if part not in PARTICLES]
    words = [part for part in parts if part != ","]
    if not 2 <= len(words) <= 5:
        initial = len(words) == 1 and re.search(r"(?:^|[ ,])[A-Z]\.?(?:$|[ ,])", value)
        return 0.6 if initial and (_family(words[0]) or words[0] in GIVEN) else 0.0
    if words[0] in PLACES or len([part for part in parts if part == ","]) > 1:
        return 0.0
    at = parts.index(",") if "," in parts else 0
    behind = parts[at + 1 :] if at else []
    given = behind[0] if behind else words[0]
    family = words[0] if behind else words[-1]
    known, kin = _any(given, GIVEN), _family(family)
    if known:
        return 1.0 if kin else 0.8
    if any(_any(word, GIVEN) for word in words):
        return 0.7 if kin else 0.5
    return 0.4 if kin >= 1.0 else 0.0


def given_name(value: str) -> float:
    """One given name or two, an initial between them at most."""
    if not 2 <= len(value) <= 40:
        return 0.0
    parts = _parts(value)
    if not 1 <= len(parts) <= 3 or "," in parts or not _any(parts[0], GIVEN):
        return 0.0
    if len(parts) == 1:
        return 1.0 if not value[0].islower() else 0.5
    return 0.7 if all(_any(part, GIVEN) for part in parts) else 0.0


def family_name(value: str) -> float:
    """One family name or two, with their particles."""
    if not 2 <= len(value) <= 50:
        return 0.0
    parts = [part for part in _parts(value) if part not in PARTICLES]
    if not 1 <= len(parts) <= 2 or "," in parts:
        return 0.0
    best = min(_family(part) for part in parts)
    return best if not value.islower() else best * 0.5


def looks_whole(value: str) -> float:
    """Two to four words that begin with capitals, none of a firm among them."""
    parts = [part for part in _parts(value) if part != ","] if len(value) <= 60 else []
    return 1.0 if 2 <= len(parts) <= 4 and (value.istitle() or value.isupper()) else 0.0


def looks_single(value: str) -> float:
    """A word that begins with a capital."""
    parts = _parts(value) if 2 <= len(value) <= 30 else []
    return 1.0 if 1 <= len(parts) <= 2 and value[0].isupper() else 0.0


def without_firms(values: Sequence[str]) -> float:
    """Firms are often called like people, but never all of them."""
    firms = sum(any(p.strip(".,") in ORGANISATIONS for p in folded(v).split()) for v in values)
    if firms <= 0.03 * len(values):
        return 0.0
    return -5.0 if firms > 0.15 * len(values) else -1.5


def mostly_family(values: Sequence[str]) -> float:
    """Many names are both: where more of them are given names, it is no column of family names."""
    few = values[:100]
    given = sum(folded(value) in GIVEN for value in few)
    family = sum(_family(folded(value)) > 0 for value in few)
    return (-2.0 if given > family else 0.0) + without_firms(values)


PERSON = """
    employee officer customer client patient contact owner applicant member student teacher
    inspector author candidate contributor contractor user account holder cardholder agent
    attorney lawyer judge director manager driver passenger victim suspect defendant plaintiff
    tenant landlord guest participant resident worker staff doctor physician nurse donor voter
    sponsor instructor principal mayor councilmember registrant licensee player coach supervisor
    buyer seller borrower reporter technician representative beneficiary payee requester
    reviewer parent mother father child spouse person lobbyist artist commissioner trustee
    signatory operator deceased
""".split()


class PersonNames(Detector):
    slug = "person_names"
    label = "Names of people"
    version = 1
    kinds = (
        Kind(
            "first_name",
            "Given name",
            Level.PERSONAL,
            names=("first name", "given name", "fname", "forename", "vorname", "prenom", "voornaam",
                   "nombre pila", "primer nombre", "imie", "fornavn", "fornamn", "first nm",
                   "middle name", "firstname", "middle initial", "mname", "primeiro nome",
                   "christian name", "preferred name", "name first", "middle nm"),
            hints=("first", "middle", "given", "nombre", "nome"),
            never=("file", "seen", "style", "date", "baby popularity"),
            test=given_name,
            looks=looks_single,
            whole=without_firms,
            proof=4.7,
            share=0.35,
            takes=("text",),
        ),
        Kind(
            "last_name",
            "Family name",
            Level.PERSONAL,
            names=("last name", "family name", "surname", "lname", "nachname", "familienname",
                   "apellido", "cognome", "sobrenome", "achternaam", "nazwisko", "efternavn",
                   "efternamn", "nom famille", "maiden name", "last nm", "lastname", "etternavn",
                   "primer apellido", "segundo apellido", "name last", "second name"),
            hints=("last", "nom", "apelido"),
            never=("date", "seen", "update", "login", "modified", "change", "year"),
            test=family_name,
            looks=looks_single,
            whole=mostly_family,
            proof=4.4,
            share=0.3,
            takes=("text",),
        ),
        Kind(
            "person_name",
            "Name of a person",
            Level.PERSONAL,
            names=("full name", "fullname", "person", "contact person", "name surname",
                   "nombre completo", "nome completo", "nombre apellidos", "nom prenom",
                   "ansprechpartner",
                   "naam persoon", "first last name", "last first name", "name last first",
                   *(f"{one} name" for one in PERSON), *(f"name {one}" for one in PERSON),
                   *(f"{one} full name" for one in PERSON[:8])),
            hints=("name", *PERSON, "by", "naam", "nom", "nombre", "nome", "assigned to"),
            never=("business", "company", "firm", "agency", "school", "facility", "park", "street",
                   "file", "product", "event", "project", "program", "department", "legal", "trade",
                   "dba", "organization", "organisation", "vendor", "number", "id", "code", "phone",
                   "type", "address", "city", "building", "site", "host", "domain", "table",
                   "email", "zip", "state", "dept", "count", "age", "borough", "neighborhood",
                   "category", "group", "class", "title", "role", "section", "date",
                   "year", "status"),
            test=whole_name,
            looks=looks_whole,
            whole=without_firms,
            proof=5.2,
            share=0.4,
            refuted=4.5,
            takes=("text",),
        ),
    )  # fmt: skip
