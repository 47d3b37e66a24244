"""What somebody is: gender, origin, belief, family — which law protects."""

from governance.detector import Detector, Kind, Level, vocabulary

SEXES = dict.fromkeys(
    """
        male female man woman men women mujer hombre masculino femenino masculin feminin
        maschio femmina homme femme mann frau mannlich weiblich vrouw masculine feminine boy
        girl kobieta mezczyzna kvinna kvinde maschile femminile nonbinary non-binary
        transgender
    """.split(),
    1.0,
)
SEXES |= {"trans male": 1.0, "trans female": 1.0, "non binary": 1.0, "genderqueer": 1.0}
SEXES |= {
    "m": 0.7,
    "f": 0.7,
    "u": 0.2,
    "x": 0.2,
    "w": 0.4,
    "h": 0.2,
    "other": 0.3,
    "d": 0.2,
    "n": 0.1,
}
SEXES |= {
    "0": 0.1,
    "1": 0.1,
    "2": 0.1,
    "9": 0.1,
    "unspecified": 0.3,
    "prefer not to say": 0.6,
    "o": 0.1,
}
GROUPS = """
    white black asian hispanic latino latina african american native indian pacific islander
    caucasian hawaiian alaskan alaska multiracial biracial mixed negro chinese japanese filipino
    korean vietnamese samoan guamanian cambodian laotian aboriginal torres maori roma arab
    hispanic/latino asian/pacific black/african white/caucasian blanco mestizo indigena afro
    british irish bangladeshi pakistani caribbean latinx nonhispanic non-hispanic eastern
""".split()
CERTAIN = frozenset(GROUPS) - {"eastern", "mixed", "native", "british", "american", "chinese"}
LETTERS = dict.fromkeys("wbhaiopcxu", 0.25) | {
    "wh": 0.4,
    "bh": 0.5,
    "asn": 0.5,
    "hisp": 0.8,
}
NEUTRAL = frozenset(
    """
        or and other two more races race of origin any unknown multiple not non background
        some one ethnic declared stated indian islander / - & no hispanics
    """.split()
)


def ethnic(value: str) -> float:
    """Words of the censuses; the letters that police write need a name beside them."""
    if len(value) > 80:
        return 0.0
    text = value.lower()
    if text in LETTERS:
        return LETTERS[text]
    parts = text.replace("/", " ").replace("-", " ").replace(",", " ").replace("(", " ").split()
    known = sum(part.strip(").&") in GROUPS for part in parts)
    if not known:
        return 0.2 if parts and all(part in NEUTRAL for part in parts) else 0.0
    rest = sum(
        part.strip(").&") not in NEUTRAL and part.strip(").&") not in GROUPS for part in parts
    )
    if rest:
        return 0.0
    return 1.0 if any(part.strip(").&") in CERTAIN for part in parts) else 0.3


FAITHS = dict.fromkeys(
    """
        christian catholic protestant muslim islam jewish hindu buddhist sikh atheist
        agnostic orthodox lutheran baptist methodist mormon evangelical judaism christianity
        hinduism buddhism katholisch evangelisch catolico cattolico presbyterian anglican
        pentecostal jain
    """.split(),
    1.0,
)
FAITHS |= {"other": 0.2, "no religion": 1.0, "roman catholic": 1.0, "prefer not to say": 0.2}
UNIONS = dict.fromkeys(
    """
        single married divorced widowed separated widow widower cohabiting soltero casado
        divorciado ledig verheiratet geschieden verwitwet celibataire marie divorce celibe
        nubile unmarried
    """.split(),
    1.0,
)
UNIONS |= {"never married": 1.0, "civil partnership": 1.0, "domestic partner": 1.0, "other": 0.2}
UNIONS |= dict.fromkeys("smdw", 0.3)
LOVES = dict.fromkeys(
    """
        heterosexual homosexual bisexual gay lesbian straight asexual queer pansexual
    """.split(),
    1.0,
)
PARTIES = dict.fromkeys(["democrat", "republican", "democratic", "libertarian"], 0.9)
PARTIES |= dict.fromkeys(
    """
    dem rep ind npa unaffiliated independent green nonpartisan
""".split(),
    0.4,
)


class Traits(Detector):
    slug = "traits"
    label = "Protected characteristics"
    version = 1
    kinds = (
        Kind(
            "gender",
            "Gender",
            Level.PERSONAL,
            names=("gender", "sex", "sexo", "geschlecht", "sexe", "sesso", "genero", "geslacht",
                   "gender code", "sex code", "kon", "plec", "genre personne", "gender identity",
                   "anrede", "salutation"),
            never=("offender", "offense", "crime"),
            test=vocabulary(SEXES | dict.fromkeys(
                ("mr", "mrs", "ms", "mr.", "mrs.", "ms.", "miss", "herr", "mme", "m.", "mx"), 0.5)),
            proof=5.5,
            share=0.7,
            least=2,
        ),
        Kind(
            "ethnicity",
            "Race or ethnic origin",
            Level.SENSITIVE,
            names=("race", "ethnicity", "ethnic", "ethnic group", "ethnic origin", "race ethnicity",
                   "raza", "etnia", "ethnie", "descent", "ethnic background", "hispanic",
                   "race code", "race desc", "race description", "racial group", "tribe",
                   "ethnic code", "herkunft", "ethnicity code", "ethnicity description"),
            never=("horse", "track", "course", "car", "candidate", "election", "contest", "winner"),
            test=ethnic,
            proof=5.5,
            share=0.55,
            least=2,
        ),
        Kind(
            "religion",
            "Religion",
            Level.SENSITIVE,
            names=("religion", "religious affiliation", "konfession", "religione", "faith",
                   "denomination", "religious belief"),
            test=vocabulary(FAITHS),
            proof=5.0,
            least=2,
        ),
        Kind(
            "marital_status",
            "Marital status",
            Level.PERSONAL,
            names=("marital status", "marital", "familienstand", "estado civil", "stato civile",
                   "etat civil", "civil status", "burgerlijke staat", "situation familiale"),
            test=vocabulary(UNIONS),
            proof=5.0,
            share=0.7,
            least=2,
        ),
        Kind(
            "sexual_orientation",
            "Sexual orientation",
            Level.SENSITIVE,
            names=("sexual orientation", "sexuality", "orientation sexuelle", "orientacion sexual"),
            test=vocabulary(LOVES),
            proof=6.0,
            least=2,
        ),
        Kind(
            "political_opinion",
            "Political opinion",
            Level.SENSITIVE,
            names=("party affiliation", "political party", "political opinion", "union membership",
                   "trade union", "party registration", "political affiliation", "union member"),
            test=vocabulary(PARTIES),
            proof=2.5,
            refuted=1.0,
            least=2,
            takes=("text", "number", "truth"),
        ),
        Kind(
            "nationality",
            "Nationality",
            Level.PERSONAL,
            names=("nationality", "citizenship", "nacionalidad", "nationalite", "nazionalita",
                   "staatsangehorigkeit", "country birth", "birth country", "place birth",
                   "birthplace", "birth place", "geburtsort", "lugar nacimiento"),
        ),
    )  # fmt: skip
