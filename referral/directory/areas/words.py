"""The words by which sources name areas, in the languages of the product: kept as the tokens that a text is read by."""

from functools import cache

from referral.kit.text.terms import tokens


def _tokens(words: str) -> frozenset[str]:
    return frozenset(token for word in words.split() for token in tokens(word))


@cache
def fillers() -> frozenset[str]:
    """What says nothing of its own in the name of an area."""
    return _tokens("""
        of the in on at and or to for across throughout within only area areas
        i e te ne per nga
        u na za po od iz teritorija teritoriji području
        во на за од по територија
        de del la el los las en por para a
        im in der die das des von
        в по на
    """)


@cache
def whole() -> frozenset[str]:
    """All of it."""
    return _tokens("""
        all whole entire complete full wide
        gjithë gjitha mbarë tërë krejt i-gjithë tërësi
        cela celo celoj cijela cijelo cijeloj citava čitava sva
        цела целата целиот цело сета
        მთელი მთელს სრულიად
        ամբողջ ողջ
        todo toda todos todas entero
        ganz ganze ganzes gesamt
        вся всей весь всю
        كل جميع كامل أنحاء
    """)


@cache
def nation() -> frozenset[str]:
    """The country of the service, without its name."""
    return _tokens("""
        nationwide countrywide national nation country
        vend vendi vendin vendit kombëtar kombëtare shkallë
        zemlja zemlje zemlji država države državi državu nacionalno nacionalni državni
        земја земјата држава државата национално
        ქვეყანა ქვეყნის ქვეყნის ეროვნული
        երկիր երկրի երկիրը հանրապետություն ազգային
        país nacional nivel
        landesweit bundesweit land national
        страна страны стране национальный
        البلاد البلد الوطن وطني
    """)


@cache
def world() -> frozenset[str]:
    """No border at all."""
    return _tokens("""
        worldwide world global globally botë svet svijet свет мир მსოფლიო աշխարհ mundo mundial weltweit العالم
    """)


@cache
def country_kinds() -> frozenset[str]:
    """Kinds that only a country is."""
    return _tokens("""
        republic republika republike republik republikës république república република республика რესპუბლიკა
        հանրապետություն հանրապետության
    """)


@cache
def wide_kinds() -> frozenset[str]:
    """Kinds of the first or second order."""
    return _tokens("""
        county counties region regions regional district districts province provinces prefecture state governorate
        qark qarku qarqet rajon rajoni rreth rrethi prefektura
        okrug okruga okrugu regija regije regiji regijon kanton kantona županija županije oblast oblasti srez
        округ регион област кантон
        მხარე მხარის რეგიონი
        մարզ մարզի
        departamento departamentos provincia región
        kreis bezirk bundesland
        область район
        محافظة منطقة
    """)


@cache
def narrow_kinds() -> frozenset[str]:
    """Kinds of a municipality, which may bear the name of the region around it."""
    return _tokens("""
        municipality municipalities municipal commune community city town
        bashki bashkia bashkisë komuna komunë komunës qytet qyteti qytetit
        opština opštine opštini općina općine općini grad grada gradu
        општина општини град
        მუნიციპალიტეტი ქალაქი
        համայնք քաղաք
        municipio municipios ciudad
        gemeinde stadt
        город муниципалитет
        بلدية مدينة
    """)


@cache
def exceptions() -> frozenset[str]:
    """What takes something away from what is named beside it."""
    return _tokens("""
        except excluding excluded without not outside besides
        përveç pa jashtë osim bez izvan izuzev osim освен без вон
        გარდა გარეთ բացի առանց excepto salvo sin fuera außer ohne кроме вне عدا باستثناء
    """)


@cache
def around_words() -> frozenset[str]:
    """What may stand beside the number of a radius."""
    return fillers() | _tokens("""
        within up radius from around a an centre center office our us service place site distance away max maximum
        deri rreze rrezja prej rreth zyrës zyra qendrës qendra brenda larg
        krug krugu radijus radijusu radijusa oko do unutar centra sedišta sjedišta kancelarije ureda
        круг радиус радиусе до околу около канцеларија центар офиса центра
        რადიუსი რადიუსში ირგვლივ მდე
        շառավիղ շառավղով շուրջ մինչև
        radio hasta un una desde oficina alrededor
        umkreis bis um büro
        نطاق حول دائرة
    """)
