"""Mapping files: how somebody else's table, workbook or GeoJSON becomes HSDS records.

A mapping is a YAML file::

    name: Legal aid of Exampleland        # whose data this is
    sources:                              # one entry a kind of file; each file goes to the first that fits
      - files: ["organi*.csv"]            # patterns on the file's name; left out: any file
        sheet: Offices                    # XLSX only: name or number (from 1); left out: the first sheet
        header: 3                         # the row that holds the column names; left out: 1
        encoding: cp1252                  # left out: found out
        make:                             # what each row (or GeoJSON feature) becomes, in this order
          - object: organization          # one of the 24 HSDS objects
            key: [Country, Number]        # its key: a value, or several that are joined with "/"
            when: {column: Kind, is: [NGO, CBO]}     # a condition, see below: made only then
            requires: [name]              # made only if these fields came out filled
            each: {column: Phones, split: ";"}       # one record for each of these values, called `each`
            fields: {name: Title, email: Mail}       # HSDS field: value
            hours: Opening hours          # schedule only: a text such as "Mon-Fri: 9:00-17:00  Sat: closed"
            needs: {column: Sector, map: {Food: food-assistance}}    # need codes; a list of values: all of
            them
            eligibility:                  # service only: whom it takes, see `mapping.eligibility`
              - {from: Nationality, values: {All: no limit, Syrian: {nationality: SY}}}
            confidential: {when: {column: Kind, is: [shelter]}}
            attributes:                   # values kept as taxonomy terms: taxonomy > group > value
              - {taxonomy: my-list, group: Nationality, values: {keys: Nationality}}
            language: {const: sq}         # of the record's own texts; left out: not known
            translations:                 # the texts in other languages: field, language, value
              name: {sr-Latn: Naziv, en: "Name in English"}

A value is the name of a column (`Title`), in JSON a path (`properties > 2. Nationality`,
`geometry > coordinates > 1`), or one of these in braces:

`column: X`
    the column or path
`const: text`
    always this
`template: "{A} ({B})"`
    a text with columns in braces; empty where all of them are empty
`join: [v, v], with: ", "`
    those that are filled, joined
`first: [v, v]`
    the first that is filled
`keys: X`
    the names in a nested object whose value is true, more than 0 or a filled text
`lines: {Label: v, Other label: v}`
    a line "Label: value" for each that is filled

and then, in this order: `empty: [n/a]` (texts that mean nothing), `split: ";"` (several values in one text),
`extract: regex` (its first group, or all of it), `map: {from: to}` (`to` may be a list, or null for nothing),
`prefix: text`, `with: ", "` (how a list becomes one text). What is not in a map is kept and told of; with
`unmapped: keep` kept silently, with `drop` left out silently, with `refuse` left out and told of. A regular
expression has at most 200 characters and four open repetitions, none inside another; with none or one of them it
takes texts of up to 2,000 characters, with two 500, three 200, four 100; longer texts give nothing and are told of.

A condition is a value that must be filled, or with `is: [a, b]` be one of these (case does not matter), or
`unless: condition`. `confidential` is true, false or `{when: condition}`; where that does not hold, nothing
is said. A record without a key gets one made of what it says. Fields left out were not said. Numbers, dates,
times, days and coordinates are cleaned as in every other file.
"""

from referral.directory.exchange.reading.mapping.language import Mapping, load
from referral.directory.exchange.reading.mapping.reading import records

__all__ = ["Mapping", "load", "records"]
