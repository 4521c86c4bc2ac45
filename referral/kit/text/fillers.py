"""Words that say nothing about what is looked for, folded, of all the languages that people type in.

Left out of a query as long as it says anything else: "shelter for women in Tirana" does not ask for "for".
Only words that are fillers in every language here that has them: "it", "cv" and "id" stay.
"""

_BY_LANGUAGE = """
and or of in on at to for with by from the an
de del la las el los en para por con un una
und oder der die das den dem von zu im mit fur fuer ein eine
ne te me per dhe ose nga nje
u i na za od do sa iz ili se kod
vo so od ili kaj
v dlja iz ot po ili
fy mn aly ely w aw
da
ev kam hamar
"""

FILLERS = frozenset(_BY_LANGUAGE.split())
