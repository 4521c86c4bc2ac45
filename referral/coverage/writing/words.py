"""The words of maps and reports, by language; English where one is not there."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "services": "Services",
        "services_per_10000": "Services per 10,000 people",
        "places": "Free places",
        "places_per_10000": "Free places per 10,000 people",
        "within_reach": "Share of people within 25 km of a service",
        "people_beyond_reach": "People farther than 25 km from a service",
        "accessibility": "Accessibility (E2SFCA), services per 10,000",
        "verified_share": "Share of services verified in due time",
        "sent": "Referrals sent",
        "no_data": "no data",
        "suppressed": "suppressed: few people",
        "not_published": "not published",
        "as_of": "As of",
        "source": "Source",
        "approximate": "Regions are approximate: derived from towns",
        "region": "Region",
        "population": "Population",
        "gaps": "Where one more service would reach most people",
        "people": "people",
        "report": "Coverage report",
        "median_distance": "Median distance (km)",
    },
    "sq": {
        "services": "Shërbime",
        "services_per_10000": "Shërbime për 10 000 banorë",
        "places": "Vende të lira",
        "places_per_10000": "Vende të lira për 10 000 banorë",
        "within_reach": "Përqindja e banorëve brenda 25 km nga një shërbim",
        "people_beyond_reach": "Banorë më larg se 25 km nga një shërbim",
        "accessibility": "Qasja (E2SFCA), shërbime për 10 000",
        "verified_share": "Përqindja e shërbimeve të verifikuara në kohë",
        "sent": "Referime të dërguara",
        "no_data": "nuk ka të dhëna",
        "suppressed": "fshehur: pak persona",
        "not_published": "nuk publikohet",
        "as_of": "Gjendja më",
        "source": "Burimi",
        "approximate": "Kufijtë janë të përafërt: nxjerrë nga vendbanimet",
        "region": "Rajoni",
        "population": "Popullsia",
        "gaps": "Ku një shërbim më shumë do të arrinte më shumë njerëz",
        "people": "persona",
        "report": "Raport i mbulimit",
        "median_distance": "Largësia mediane (km)",
    },
    "sr-Latn": {
        "services": "Usluge",
        "services_per_10000": "Usluge na 10.000 stanovnika",
        "places": "Slobodna mesta",
        "places_per_10000": "Slobodna mesta na 10.000 stanovnika",
        "within_reach": "Udeo stanovnika do 25 km od usluge",
        "people_beyond_reach": "Stanovnici dalje od 25 km od usluge",
        "accessibility": "Dostupnost (E2SFCA), usluge na 10.000",
        "verified_share": "Udeo usluga proverenih na vreme",
        "sent": "Poslate uputnice",
        "no_data": "nema podataka",
        "suppressed": "skriveno: malo osoba",
        "not_published": "ne objavljuje se",
        "as_of": "Stanje na dan",
        "source": "Izvor",
        "approximate": "Granice su približne: izvedene iz naselja",
        "region": "Region",
        "population": "Stanovništvo",
        "gaps": "Gde bi još jedna usluga stigla do najviše ljudi",
        "people": "osoba",
        "report": "Izveštaj o pokrivenosti",
        "median_distance": "Medijana udaljenosti (km)",
    },
    "es": {
        "services": "Servicios",
        "services_per_10000": "Servicios por 10.000 habitantes",
        "places": "Plazas libres",
        "places_per_10000": "Plazas libres por 10.000 habitantes",
        "within_reach": "Parte de la población a menos de 25 km de un servicio",
        "people_beyond_reach": "Personas a más de 25 km de un servicio",
        "accessibility": "Accesibilidad (E2SFCA), servicios por 10.000",
        "verified_share": "Parte de los servicios verificados a tiempo",
        "sent": "Derivaciones enviadas",
        "no_data": "sin datos",
        "suppressed": "suprimido: pocas personas",
        "not_published": "no se publica",
        "as_of": "Fecha",
        "source": "Fuente",
        "approximate": "Límites aproximados: derivados de las localidades",
        "region": "Región",
        "population": "Población",
        "gaps": "Dónde un servicio más llegaría a más personas",
        "people": "personas",
        "report": "Informe de cobertura",
        "median_distance": "Distancia mediana (km)",
    },
}


def word(language: str, key: str) -> str:
    """The word in the language, or in English."""
    return WORDS.get(language, WORDS["en"]).get(key) or WORDS["en"][key]


def name_of(region: Mapping[str, object], language: str) -> str:
    """A region's name in the language where it has one."""
    names = region.get("names")
    found = names.get(language) if isinstance(names, Mapping) else None
    return str(found or region["name"])
