"""What people write: reviews, letters, notes in the margin; some of it tells who they are."""

from random import Random

from .persons import Person

PRAISE = (
    "Lovely thing, feels heavier than it looks.",
    "Exactly as pictured and well packed.",
    "My third one; the first two are still in daily use.",
    "A bit smaller than I had imagined, but beautiful.",
    "Brews a proper cup. Would buy again.",
    "Kam schnell an, gut verpackt, gern wieder.",
    "Très joli, conforme à la description.",
)
BLAME = (
    "Arrived with a chip on the rim.",
    "The lid does not sit flush and drips.",
    "Took eleven days to arrive.",
    "Smells of almost nothing, sadly.",
    "Farbe ist ganz anders als auf dem Foto.",
)
HEADLINES = (
    "Very happy",
    "Good value",
    "As a gift",
    "Mixed feelings",
    "Not again",
    "Everyday favourite",
)
SUBJECTS = (
    "Where is my parcel?",
    "Broken on arrival",
    "Change of address",
    "Invoice needed",
    "Question about an infusion",
    "Delete my account",
)
TICKETS = (
    "Hello, my order has not arrived yet. Could you look into it? Thank you.",
    "The teapot came in pieces. You can reach me at {email} or on {phone}.",
    "Please send the invoice to {email} and not to the address in my account.",
    "I have moved. Kindly update my details. Best wishes, {name}",
    "Is the candle safe around cats?",
    "Please call {phone} after six, ask for {given}.",
    "I would like you to erase everything you hold about me. {name}, born {born}",
)
GIFTS = (
    "Happy birthday, {given}! With love from all of us.",
    "Dear {given}, thank you for everything.",
    "Put the kettle on!",
    "For the new kitchen.",
)
NOTES = (
    "prefers parcel shop",
    "allergic to bergamot, asked for ingredient lists",
    "pregnant, asked which blends are free of caffeine",
    "called from {phone}, do not use the other number",
    "wrote from {email} as well",
    "wholesale interest, see ticket",
    "friendly",
)
CVS = (
    "{name}\n{email} · {phone}\nSix years in retail, two as a shift lead. References on request.",
    "{name}, born {born}\nTrained barista and tea sommelier.\nContact: {email}",
    "Warehouse and forklift licence. Free from next month. Tel. {phone}",
)
INTERVIEWS = (
    "Strong on customers, weak on spreadsheets.",
    "Asked about part time because of a child with asthma.",
    "Second interview booked, prefers mornings.",
    "Would leave the present employer with four weeks' notice.",
)
REMARKS = ("flu", "back surgery, phased return", "migraine", "doctor's note received", "")


def filled(random: Random, choices: tuple[str, ...], person: Person) -> str:
    return random.choice(choices).format(
        name=person.name,
        given=person.given,
        email=person.email,
        phone=person.phone,
        born=person.born.isoformat(),
    )


def review(random: Random, rating: int) -> str:
    return " ".join(random.sample(PRAISE if rating >= 3 else BLAME, random.choice((1, 1, 2))))
