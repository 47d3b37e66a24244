"""Documents that a person shows: passports, driving licences, visas. Names must speak for them."""

import re

from governance.detector import Detector, Kind, Level, any_of, pattern

BRITISH = r"[A-Z9]{5}[0-9](?:0[1-9]|1[0-2]|5[1-9]|6[0-2])[0-9]{3}[A-Z9]{2}[A-Z0-9]{3}"


class Documents(Detector):
    slug = "documents"
    label = "Passports and licences"
    version = 1
    kinds = (
        Kind(
            "passport",
            "Passport number",
            Level.SENSITIVE,
            names=("passport", "passport number", "passport no", "reisepass", "pasaporte",
                   "passeport", "passaporto", "paspoort", "passaporte", "paszport"),
            never=("country", "expiry", "expiration", "issue", "issued", "office"),
            test=any_of(
                pattern(r"[A-Z][0-9]{8}", 1.0),
                pattern(r"[A-Z]{1,2}[0-9]{6,8}"
                        r"|[CFGHJKLMNPRTVWXYZ0-9]{9}|[0-9]{2}[A-Z]{2}[0-9]{5}", 0.6),
                pattern(r"[0-9]{8,9}", 0.3),
            ),
            proof=3.3,  # a letter and eight digits: little else is written so
            share=0.6,
        ),
        Kind(
            "driving_licence",
            "Driving licence number",
            Level.SENSITIVE,
            names=("driver license", "driver licence", "driving licence", "driving license",
                   "driver license number", "driving licence number", "dl number", "fuhrerschein",
                   "permis conduire", "patente guida", "permiso conducir", "rijbewijs", "cnh",
                   "licencia conducir", "driver lic"),
            never=("class", "state", "valid", "expiry", "expiration"),
            test=any_of(
                pattern(BRITISH, 1.0),
                pattern(r"(?=[^ ]*[0-9])[A-Z0-9][A-Z0-9 \-*]{4,20}", 0.3, re.IGNORECASE),
            ),
            proof=6.0,
            share=0.5,
        ),
        Kind(
            "visa_number",
            "Visa or residence permit number",
            Level.SENSITIVE,
            names=("visa number", "residence permit number", "alien number", "alien registration",
                   "green card number", "immigration number"),
            test=pattern(r"[A-Z0-9][A-Z0-9\-]{5,14}", 0.3),
            proof=1.0,
        ),
    )  # fmt: skip
