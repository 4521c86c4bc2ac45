"""Words of the eight countries' languages for synthetic names, and what synthetic services offer.

Service names are the labels of the needs; these lists give organisations, streets and hours. Pure data.
"""

from typing import NamedTuple

COUNTRIES = ("AL", "RS", "XK", "MK", "BA", "GE", "AM", "SV")
LANGUAGE_OF = {"AL": "sq", "RS": "sr", "XK": "sq", "MK": "mk", "BA": "bs", "GE": "ka", "AM": "hy", "SV": "es"}
LABEL_OF = {"sr": "sr-Latn"}
OFFSET_OF = {"GE": 4.0, "AM": 4.0, "SV": -6.0}
# Country code, the digits before the number, and how many digits the number has.
PHONES = {
    "AL": ("+355 24 00", 4),
    "RS": ("+381 18 00", 4),
    "XK": ("+383 38 00", 4),
    "MK": ("+389 2 00", 5),
    "BA": ("+387 33 00", 4),
    "GE": ("+995 32 00", 5),
    "AM": ("+374 10 00", 4),
    "SV": ("+503 00 00", 4),
}


class Words(NamedTuple):
    """What an organisation is called, what its name is made of, and what a street is called."""

    kinds: tuple[str, ...]
    names: tuple[str, ...]
    street: str
    offers: str


WORDS = {
    "sq": Words(
        ("Qendra", "Shoqata", "Fondacioni", "Qendra Sociale"),
        ("Shpresa", "Agimi", "Ura", "Drita", "Lulja", "Horizonti", "Hapi", "Zemra", "Burimi", "Ylli"),
        "Rruga e Provës",
        "Shërbim në",
    ),
    "sr": Words(
        ("Centar", "Udruženje", "Fondacija", "Centar za podršku"),
        ("Nada", "Zora", "Most", "Svetlost", "Cvet", "Horizont", "Korak", "Srce", "Izvor", "Zvezda"),
        "Probna ulica",
        "Usluga u mestu",
    ),
    "mk": Words(
        ("Центар", "Здружение", "Фондација", "Центар за поддршка"),
        ("Надеж", "Зора", "Мост", "Светлина", "Цвет", "Хоризонт", "Чекор", "Срце", "Извор", "Ѕвезда"),
        "Пробна улица",
        "Услуга во",
    ),
    "bs": Words(
        ("Centar", "Udruženje", "Fondacija", "Centar za podršku"),
        ("Nada", "Zora", "Most", "Svjetlost", "Cvijet", "Horizont", "Korak", "Srce", "Vrelo", "Zvijezda"),
        "Probna ulica",
        "Usluga u mjestu",
    ),
    "ka": Words(
        ("ცენტრი", "ასოციაცია", "ფონდი", "სოციალური ცენტრი"),
        (
            "იმედი",
            "განთიადი",
            "ხიდი",
            "სინათლე",
            "ყვავილი",
            "ჰორიზონტი",
            "ნაბიჯი",
            "გული",
            "წყარო",
            "ვარსკვლავი",
        ),
        "საცდელი ქუჩა",
        "მომსახურება:",
    ),
    "hy": Words(
        ("Կենտրոն", "Միություն", "Հիմնադրամ", "Սոցիալական կենտրոն"),
        ("Հույս", "Արշալույս", "Կամուրջ", "Լույս", "Ծաղիկ", "Հորիզոն", "Քայլ", "Սիրտ", "Աղբյուր", "Աստղ"),
        "Փորձնական փողոց",
        "Ծառայություն՝",
    ),
    "es": Words(
        ("Centro", "Asociación", "Fundación", "Centro Social"),
        (
            "Esperanza",
            "Aurora",
            "Puente",
            "Luz",
            "Flor",
            "Horizonte",
            "Paso",
            "Corazón",
            "Manantial",
            "Estrella",
        ),
        "Calle de Prueba",
        "Servicio en",
    ),
}

# Need code → weight. Few are common and many are rare, as in real directories.
NEED_WEIGHTS = {
    "psychosocial-support": 120, "legal-advice": 100, "job-placement": 95, "vocational-training": 90,
    "primary-health-care": 85, "cash-assistance": 80, "information-point": 75, "food-assistance": 70,
    "school-enrolment": 55, "emergency-shelter": 45, "civil-documents": 40, "computer-skills": 35,
    "learning-support": 32, "clothing": 28, "self-employment": 26, "start-up-grant": 22, "language-course": 20,
    "temporary-accommodation": 18, "child-protection": 16, "disability": 14, "elderly-care": 12,
    "return-counselling": 10, "assisted-voluntary-return": 8, "skills-certification": 8, "internship": 7,
    "interpretation": 6, "addiction-treatment": 5, "family-tracing": 5, "diploma-recognition": 4,
    "foster-care": 3, "statelessness": 2,
}  # fmt: skip
SHELTERS = ("emergency-shelter", "temporary-accommodation")
CONFIDENTIAL_NEED = "shelter-violence"
CONFIDENTIAL_EVERY = 500
# Each of the two is found everywhere; together they are found `RARE_PAIR_SERVICES` times, spread over the country.
RARE_PAIR = ("family-tracing", "ar")
RARE_PAIR_SERVICES = 30

# Language beside the country's own → share of the services that speak it.
MORE_LANGUAGES = {"en": 0.3, "ru": 0.12, "rom": 0.08, "tr": 0.05, "ar": 0.04, "az": 0.02}
HOURS = (
    (("MO,TU,WE,TH,FR", "08:00", "16:00"),),
    (("MO,TU,WE,TH,FR", "09:00", "17:00"),),
    (("MO,TU,WE,TH,FR", "08:00", "12:00"), ("MO,TU,WE,TH,FR", "13:00", "17:00")),
    (("MO,TU,WE,TH,FR", "09:00", "15:00"), ("SA", "09:00", "13:00")),
    (("MO,TU,WE,TH,FR,SA,SU", "00:00", "23:59"),),
    (("TU,TH", "10:00", "14:00"),),
)
