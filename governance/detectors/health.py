"""Health: diagnoses, blood, disability, and what a body is known by."""

from governance.detector import Detector, Kind, Level, any_of, pattern, vocabulary

BLOOD = {f"{group}{sign}": 1.0 for group in ("a", "b", "ab", "o", "0")
         for sign in ("+", "-", " +", " -", " pos", " neg", " positive", " negative")}  # fmt: skip
WORDS = pattern(r"(?=.*[A-Za-z]{3}).{3,256}", 0.3)


class Health(Detector):
    slug = "health"
    label = "Health and body"
    version = 1
    kinds = (
        Kind(
            "icd10",
            "Diagnosis code (ICD-10)",
            Level.SENSITIVE,
            names=("icd", "icd 10", "icd code", "icd 10 code", "diagnosis code", "icd 9",
                   "dx code"),
            test=any_of(
                pattern(r"[A-TV-Z][0-9][0-9AB]\.[0-9A-TV-Z]{1,4}", 1.0),
                pattern(r"[A-TV-Z][0-9][0-9AB](?:[0-9][0-9A-Z]{0,3})?", 0.45),
            ),
            proof=5.0,
            share=0.7,
            takes=("text",),
        ),
        Kind(
            "blood_type",
            "Blood group",
            Level.SENSITIVE,
            names=("blood type", "blood group", "blutgruppe", "grupo sanguineo", "gruppo sanguigno",
                   "groupe sanguin", "bloedgroep"),
            test=vocabulary(BLOOD | {"a": 0.3, "b": 0.3, "ab": 0.5, "o": 0.3}),
            proof=6.0,
            share=0.6,
            takes=("text",),
        ),
        Kind(
            "health_condition",
            "Diagnosis or condition",
            Level.SENSITIVE,
            names=("diagnosis", "diagnose", "diagnostico", "medical condition", "disability",
                   "disabilities", "allergy", "allergies", "symptom", "hiv status", "pregnancy",
                   "medical history", "cause death", "injury type", "mental health", "handicap",
                   "chronic condition", "health condition", "behinderung", "discapacidad",
                   "pregnant", "vaccination", "comorbidity", "disease", "patient condition"),
            hints=("medication", "prescription", "treatment", "injury"),
            never=("access", "accessible", "parking", "ramp", "count"),
            test=WORDS,
            proof=0.5,
            refuted=3.0,
            takes=("text", "number", "truth"),
        ),
        Kind(
            "patient_number",
            "Patient or insurance number",
            Level.SENSITIVE,
            names=("patient id", "medical record number", "mrn", "patient number",
                   "health insurance number", "health card number", "insurance member id",
                   "krankenversichertennummer", "patient identifier"),
            test=pattern(r"[0-9A-Za-z][0-9A-Za-z\-]{2,40}", 0.3),
            proof=1.0,
            refuted=3.0,
        ),
        Kind(
            "biometric",
            "Biometric data",
            Level.SENSITIVE,
            names=("fingerprint", "retina", "iris scan", "face embedding", "faceprint", "biometric",
                   "voice print", "voiceprint", "palm print", "facial template", "dna", "genotype",
                   "eye color", "hair color", "eye colour", "hair colour"),
            never=("device", "browser", "ssh", "certificate", "key", "sku", "dye",
                   "cert", "public"),
            takes=("text", "number", "truth"),
        ),
    )  # fmt: skip
