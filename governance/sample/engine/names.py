"""Given and family names by country, from which invented people are put together."""

WOMEN = {
    "GB": "Abigail Alice Bethan Caitlin Charlotte Daisy Eleanor Ellie Fatima Freya Georgia Grace "
    "Hannah Imogen Isla Jasmine Jessica Keira Lucy Maisie Megan Molly Naomi Niamh Olivia Phoebe "
    "Poppy Priya Rosie Ruby Saffron Sian Tabitha Zara",
    "IE": "Aisling Aoife Brigid Caoimhe Ciara Clodagh Deirdre Eimear Fiadh Grainne Maeve Muireann "
    "Nessa Niamh Orla Roisin Saoirse Sinead Sorcha Una",
    "DE": "Annika Birgit Carla Dorothea Elif Emilia Franziska Frieda Greta Hannelore Heike Ida "
    "Johanna Jördis Käthe Katharina Lena Lieselotte Marlene Mathilda Mia Nele Renate Sabine Svenja "
    "Ulrike Ursula Wiebke",
    "FR": "Adèle Agathe Amélie Anaïs Camille Capucine Chloé Clémence Élodie Éloïse Garance Inès "
    "Jeanne Joséphine Léa Louise Lucie Maëlys Manon Margaux Noémie Romane Solène Yasmine Zoé",
    "SE": "Agnes Alva Astrid Cajsa Ebba Elsa Freja Gunilla Ingrid Kerstin Linnéa Lovisa Maja Moa "
    "Ronja Saga Signe Tuva Vilma Åsa",
    "US": "Addison Ashley Brianna Brooklyn Carmen Danielle Destiny Guadalupe Harper Jasmine Kayla "
    "Kennedy Latoya Mackenzie Madison Maria Melissa Paige Savannah Sierra Taylor Tiffany",
}
MEN = {
    "GB": "Aidan Alfie Arjun Benjamin Callum Connor Dylan Edward Elliot Ewan Finlay Gareth George "
    "Gethin Harvey Henry Imran Jack Jacob Kieran Leon Lewis Logan Matthew Mohammed Nathan Oliver "
    "Oscar Owen Rhys Rory Samuel Theo Toby",
    "IE": "Cathal Cian Ciaran Colm Conor Cormac Darragh Diarmuid Donal Eamon Eoin Fergal Fionn "
    "Lorcan Niall Oisin Padraig Ronan Seamus Tadhg",
    "DE": "Anton Bernd Björn Cem Detlef Emil Felix Finn Friedrich Günther Hannes Heinz Jannik Jens "
    "Jonas Jürgen Kai Karsten Lars Leon Lukas Maximilian Niklas Ole Rüdiger Sönke Torsten Uwe",
    "FR": "Adrien Antoine Bastien Baptiste Clément Corentin Étienne Fabrice Gaël Guillaume Hugo "
    "Jérôme Jules Léo Loïc Mathéo Mehdi Nathan Olivier Pascal Raphaël Rémi Théo Thibault Yann",
    "SE": "Albin Axel Bengt Birger Elias Emil Gösta Gustav Håkan Hampus Isak Jonas Lennart Ludvig "
    "Måns Nils Oskar Sixten Viggo Östen",
    "US": "Austin Brandon Carlos Cody Damian Darnell Dustin Ethan Garrett Hunter Javier Jayden "
    "Kevin Landon Malik Mason Miguel Parker Terrence Trevor Tyler Wyatt",
}
FAMILIES = {
    "GB": "Ackroyd Ashdown Barraclough Bickerstaff Birtwistle Blackwood Braithwaite Chatterjee "
    "Clegg Clitheroe Cobb Cottingham Davenport Eccleston Entwistle Fairclough Featherstone Garside "
    "Greenhalgh Hargreaves Haworth Hepworth Holroyd Hussain Ingham Jellicoe Kershaw Lockwood "
    "Mistry Murgatroyd Nuttall Oldroyd Parr Pritchard Ramsbottom Rowbotham Sedgwick Shufflebottom "
    "Standish Stubbs Sugden Thackray Tranter Uttley Whitworth Winterbottom Wolstenholme",
    "IE": "Brannigan Breathnach Cassidy Considine Corrigan Costello Devlin Fallon Gallagher "
    "Geraghty Hanrahan Keaveney Kinsella Loughran MacNamara Mulcahy Ní Bhriain O'Dwyer O'Grady "
    "O'Shaughnessy Quigley Rafferty Tierney",
    "DE": "Ahlers Bäumer Behrendt Brinkmann Dittrich Eickhoff Fährmann Feldkamp Göbel Grünwald "
    "Harms Hölscher Jahnke Kästner Kleinschmidt Köhler Kühnel Lüdtke Mertens Nowak "
    "Oelrich Pfannkuch Quast Reinders Schäfer Schönfeld Stöver Tiedemann Uhlenbrock "
    "Vößing Wöhler Yıldız Zumsande",
    "FR": "Arnoult Bellanger Bénard Besnard Charpentier Courtois Delaunay Deschênes Dujardin "
    "Fayolle Garreau Haddad Jacquemin Kerouédan Lacombe Le Goff Lefèvre Maréchal Montagné "
    "Nguyen Pélissier Peltier Rousselet Saint-Cyr Thévenin Vasseur Villeneuve",
    "SE": "Åkesson Bergqvist Björklund Cederlöf Dahlgren Ekström Forsberg Granlund Hedström "
    "Kjellberg Lindqvist Lövgren Nyström Öberg Rosengren Sjöstrand Söderholm Tegnér Wallin "
    "Zetterlund",
    "US": "Abernathy Blankenship Calloway Castillo Delgado Eastman Fitzhugh Gutierrez Halvorsen "
    "Hathaway Huckabee Jefferson Kowalczyk Lockhart Maldonado Nakamura Okafor Pendleton Quintero "
    "Ridgeway Stallworth Tolliver Vandermeer Washington Yarborough",
}
PARTICLES = ("Ní ", "Le ")


def listed(text: str) -> tuple[str, ...]:
    """The names of one country; a particle stays with the word that follows it."""
    for particle in PARTICLES:
        text = text.replace(particle, particle.strip() + "\u00a0")
    return tuple(name.replace("\u00a0", " ") for name in text.split(" "))


WOMEN_OF = {country: listed(text) for country, text in WOMEN.items()}
MEN_OF = {country: listed(text) for country, text in MEN.items()}
FAMILIES_OF = {country: listed(text) for country, text in FAMILIES.items()}
