"""Where somebody lives: streets with their numbers, and post codes."""

import re

from governance.detector import Detector, Kind, Level, any_of, folded, pattern

STREETS = (
    "street|st|avenue|ave|av|road|rd|boulevard|blvd|lane|ln|drive|dr|way|court|ct|place|pl|square|sq"
    "|terrace|ter|circle|cir|parkway|pkwy|pky|highway|hwy|trail|trl|alley|aly|plaza|plz|loop|row"
    "|crescent|cres|close|grove|gardens|mews|hill|walk|broadway|expressway|expy|turnpike|tpke|pike"
    "|path|ridge|crossing|point|pt|run|view|park|station|manor|mall|green|rise|quay|wharf|freeway|fwy"
    "|ports?|motorway|spur|isle|vista|valley|corner|corners|harbor|shore|shores|land|brook|burg|rue"
    "|causeway|course|cove|creek|dale|dam|divide|estates?|extension|falls|ferry|fields?|flats?|ford"
    "|forest|forge|forks?|fort|glens?|haven|hollow|inlet|island|islands|junction|keys?|knolls?|lakes?"
    "|landing|light|lodge|meadows?|mill|mills|mission|mount|mountain|neck|orchard|oval|overpass|passage"
    "|pine|pines|plain|plains|prairie|radial|ramp|ranch|rapid|rest|river|roads|route|skyway|springs?"
    "|squares|stravenue|stream|streets|summit|throughway|trace|track|trafficway|tunnel|underpass|union"
    "|unions|viaduct|via|village|ville|walks|wall|ways|well|wells"
)
BLOCK = r"[0-9]{1,6}[xX]{0,3}[a-zA-Z]?(?:[-/][0-9]{1,5}[a-zA-Z]?)?(?: [0-9]/[0-9])?"
ENGLISH = re.compile(
    rf"(?:{BLOCK}|block of)[ ,]+(?:block )?(?:of )?"
    rf"[a-z0-9.'\- ]{{1,40}} (?:{STREETS})\b\.?.{{0,120}}"
)
AMERICAN = re.compile(
    rf"{BLOCK} (?:block )?(?:of )?(?:[nsew]\.?|north|south|east|west|[ns][ew]) .{{1,80}}"
)
CORNER = re.compile(
    rf"[a-z0-9.'\- ]{{2,40}} (?:{STREETS})\.? ?(?:&|/|and|at|@) ?[a-z0-9.'\- ]{{2,60}}"
)
BOX = re.compile(
    r"p\.? ?o\.? box [0-9]{1,7}.{0,80}|(?:apt|suite|unit|flat|studio)\.? [0-9a-z\-]{1,6}"
)
GERMANIC = re.compile(
    r"[a-z.'\- ]{1,40}(?:strasse|str\.|str|weg|platz|allee|gasse|ring|damm|ufer|straat|laan|plein"
    r"|gracht|kade|singel|dreef|hof|pad|steeg|markt|gatan|vagen|vej|gade|gate|veien|vei|allé|katu|tie)"
    r",? [0-9]{1,4} ?(?:[a-z]{1,2}|[-/]\w{1,5})?(?:,.{0,80})?"
)
ROMANCE = re.compile(
    r"(?:[0-9]{1,5} ?(?:bis|ter)?,? )?(?:rue|avenue|av\.?|boulevard|bd|place|chemin"
    r"|impasse|allee|quai"
    r"|route|cours|passage|square|calle|c/|avenida|avda\.?|plaza|paseo|camino|carrera|cra\.?|via|viale"
    r"|corso|piazza|largo|vicolo|strada|contrada|borgo|rua|r\.|travessa|praca|alameda|rodovia|estrada"
    r"|ul\.|ulica|al\.|pl\.|os\.|passeig|carrer|ronda|glorieta|cuesta|pasaje|rambla|canal|incrocio)"
    r" ?[\w.'\- ]{2,60}.{0,80}"
)
PLAIN = re.compile(r"[0-9]{1,5}[a-z]?,? [a-z][a-z.'\-]{2,30}(?: [a-z.'\-]{1,30}){0,3}")
FULL = re.compile(r".{3,80}, ?[a-z .'\-]{2,30},? [a-z]{2},? [0-9]{5}(?:-[0-9]{4})?(?:,? usa?)?")


def street(value: str) -> float:
    """A street with its number, as it is written in the languages of Europe and the Americas."""
    if not 5 <= len(value) <= 200:
        return 0.0
    text = " ".join(folded(value).split())
    if not any(c.isdigit() for c in text):
        return 0.3 if CORNER.fullmatch(text) else 0.0
    if any(form.fullmatch(text) for form in (ENGLISH, AMERICAN, GERMANIC, FULL)):
        return 1.0
    if ROMANCE.fullmatch(text) or BOX.fullmatch(text):
        return 0.9
    return 0.35 if PLAIN.fullmatch(text) or CORNER.fullmatch(text) else 0.0


CODES = any_of(
    pattern(r"(?:GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})", flags=re.IGNORECASE),
    pattern(
        r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z] ?-?[0-9][ABCEGHJ-NPRSTV-Z][0-9]",
        1.0,
        re.IGNORECASE,
    ),
    pattern(r"[1-9][0-9]{3} ?[A-Z]{2}", 0.9),  # the Netherlands
    pattern(r"[0-9]{2}-[0-9]{3}|[0-9]{5}-[0-9]{4}|[0-9]{5}-[0-9]{3}", 0.9),  # Poland, US, Brazil
    pattern(
        r"[0-9]{4}-[0-9]{3}|[0-9]{3}-[0-9]{4}|[A-Z][0-9]{2} ?[A-Z0-9]{4}|[1-9][0-9]{2} [0-9]{2}",
        0.5,
    ),
    pattern(r"[0-9]{5}(?:-?0{4})?", 0.25),
    pattern(r"(?:[A-Z]{1,2}-)?[0-9]{4,6}|[0-9]{9}|[A-Z]{1,2}[0-9][A-Z0-9]?", 0.2),
)


class Addresses(Detector):
    slug = "addresses"
    label = "Addresses"
    version = 1
    kinds = (
        Kind(
            "street_address",
            "Postal address",
            Level.PERSONAL,
            names=("address", "street address", "addr", "address line", "mailing address",
                   "home address", "residential address", "adresse", "direccion", "indirizzo",
                   "endereco", "adres", "anschrift", "strasse", "domicilio", "street", "addr line",
                   "address full", "full address", "house number", "strasse hausnummer", "calle",
                   "billing address", "postal address", "hausnummer", "location address", "adress",
                   "incident address", "site address", "property address", "street addr"),
            hints=("location", "residence", "block", "lieu", "domicile", "via", "rue"),
            never=("email", "e", "mail", "ip", "mac", "web", "internet", "wallet", "memory",
                   "btc", "eth", "bitcoin", "hw", "electronic", "electronica", "light", "closed",
                   "cleaning", "name", "lat", "latitude", "longitude", "x", "y", "city", "zip",
                   "state", "country"),
            test=street,
            proof=4.8,
            share=0.4,
            refuted=5.0,
            takes=("text",),
        ),
        Kind(
            "postal_code",
            "Post code",
            Level.INTERNAL,
            names=("zip", "zip code", "zipcode", "postcode", "postal code", "post code", "postal",
                   "plz", "postleitzahl", "codigo postal", "code postal", "cap", "cep", "cp",
                   "postnummer", "kod pocztowy", "pincode", "pin code", "eircode", "zip 5", "zip 4",
                   "codice postale", "codigo postale", "mailing zip", "zip plus", "npa"),
            never=("file", "archive", "type", "gain", "rate", "lat", "long", "lookup"),
            test=CODES,
            proof=4.5,
            share=0.5,
        ),
    )  # fmt: skip
