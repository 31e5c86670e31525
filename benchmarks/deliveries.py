"""Deliveries that look like those of CORDIS, of any size and the same each time.

    .venv/bin/python benchmarks/deliveries.py FOLDER [--projects N]

Nothing in them is true but some PICs and grant numbers, which our own tables name as well, so that curated and
imported things meet. What else is taken from the real ones: the layout of 2021, a few organisations that take part in
very many projects (Zipf), consortia of log-normal size with five partners on average, and the faults that the readers
must bear: decimal commas, EL and UK, empty NUTS codes, a body that stands twice in a project with another order, a row
that stands there twice, mojibake, several spellings of the name of one PIC, links that are none.
"""

import argparse
import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any, TextIO

DATA = Path(__file__).parents[1] / "data" / "curated"

_PROJECT = (
    *("id", "acronym", "status", "title", "startDate", "endDate", "totalCost", "ecMaxContribution", "legalBasis"),
    *("topics", "ecSignatureDate", "frameworkProgramme", "masterCall", "subCall", "fundingScheme", "nature"),
    *("objective", "contentUpdateDate", "rcn", "grantDoi"),
)
_ORGANIZATION = (
    *("projectID", "projectAcronym", "organisationID", "vatNumber", "name", "shortName", "SME", "activityType"),
    *("street", "postCode", "city", "country", "nutsCode", "geolocation", "organizationURL", "contactForm"),
    *("contentUpdateDate", "rcn", "order", "role", "ecContribution", "netEcContribution", "totalCost"),
    *("endOfParticipation", "active"),
)
_TOPICS = ("projectID", "topic", "title")
_LEGAL_BASIS = ("projectID", "legalBasis", "title", "uniqueProgrammePart")
_FIELDS = (*("projectID", "euroSciVocCode", "euroSciVocPath", "euroSciVocTitle", "euroSciVocDescription"),)
_LINKS = ("id", "projectID", "physUrl", "availableLanguages", "status", "archivedDate", "type", "source", "represents")

_NRW = (
    *(("KOLN", "50937"), ("Aachen", "52062"), ("Bonn", "53113"), ("DUSSELDORF", "40225"), ("Düsseldorf", "40210")),
    *(("Bochum", "44801"), ("JULICH", "52428"), ("Münster", "48149"), ("Bielefeld", "33615"), ("Dortmund", "")),
)
_PLACES = {
    "DE": (("Berlin", "10115"), ("MUNCHEN", "80331"), ("Hamburg", "20095"), ("Freiburg", "79098")),
    "FR": (("Paris", "75005"), ("Lyon", "69001"), ("Orléans", "45000")),
    "ES": (("Madrid", "28040"), ("Barcelona", "08028"), ("Córdoba", "14014")),
    "IT": (("Roma", "00185"), ("Milano", "20133"), ("Forlì", "47121")),
    "UK": (("London", "WC1E 6BT"), ("Bangor", "LL57 2DG")),
    "NL": (("Utrecht", "3584 CS"), ("Wageningen", "6708 PB")),
    "EL": (("ATHINA", "106 72"), ("Thessaloniki", "541 24")),
    "SE": (("Göteborg", "41296"), ("Malmö", "20506")),
    "PT": (("Porto", "4169-007"), ("Évora", "7000")),
    "PL": (("Kraków", "31-007"), ("Łódź", "90-924")),
    "CH": (("Zürich", "8092"),),
    "US": (("Boston", "02115"),),
}
_COUNTRIES = list(_PLACES)
_SHARES = (15, 12, 12, 11, 11, 8, 6, 5, 4, 5, 4, 2)
_KINDS = ("HES", "REC", "PRC", "PUB", "OTH")
_WORDS = (
    *("enzyme", "marine", "plastics", "cell", "novel", "sustainable", "biomass", "sensor", "protein", "therapy"),
    *("network", "training", "climate", "quantum", "materials", "robotics", "soil", "cancer", "vaccine", "catalysis"),
    *("integrated", "approach", "towards", "system", "for", "of", "and", "in", "the", "advanced"),
)
_SCHEMES = ("RIA", "IA", "CSA", "MSCA-ITN", "ERC-STG", "SME-2")


def made(folder: Path, projects: int, seed: int = 1) -> Path:
    """Write the six tables of a delivery with that many projects to ``folder``, and give it back."""
    dice = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    bodies = list(_bodies(dice, max(40, projects * 8 // 7)))
    # Zipf: the second body takes part about half as often as the first.
    weights = list(accumulate(1 / (rank + 12) ** 0.8 for rank in range(len(bodies))))
    known = _known("awards.csv", "grant_number")
    ids = [*known[: projects // 20], *(str(100_000_000 + 37 * number) for number in range(projects))][:projects]
    dice.shuffle(ids)
    with (
        (folder / "project.csv").open("w", encoding="utf-8-sig", newline="") as project_file,
        (folder / "organization.csv").open("w", encoding="utf-8-sig", newline="") as organization_file,
        (folder / "topics.csv").open("w", encoding="utf-8-sig", newline="") as topics_file,
        (folder / "legalBasis.csv").open("w", encoding="utf-8-sig", newline="") as legal_file,
        (folder / "euroSciVoc.csv").open("w", encoding="utf-8-sig", newline="") as fields_file,
        (folder / "webLink.csv").open("w", encoding="utf-8-sig", newline="") as links_file,
    ):
        project_rows = _writer(project_file, _PROJECT)
        organization_rows = _writer(organization_file, _ORGANIZATION)
        topic_rows = _writer(topics_file, _TOPICS)
        legal_rows = _writer(legal_file, _LEGAL_BASIS)
        field_rows = _writer(fields_file, _FIELDS)
        link_rows = _writer(links_file, _LINKS)
        for number, id_ in enumerate(ids):
            acronym = _acronym(dice, number)
            topic = f"H2020-{dice.choice(('BG', 'NMBP', 'SC5', 'LC'))}-{dice.randrange(1, 400):02}-2018"
            start = date(2014, 1, 1) + timedelta(days=30 * dice.randrange(85))
            end = start + timedelta(days=dice.choice((730, 1095, 1460, 1825)))
            members = min(len(bodies), max(1, round(dice.lognormvariate(1.08, 1.02))))
            shares = [dice.randrange(20_000, 900_000) for _ in range(members)]
            project_rows.writerow(
                (
                    *(id_, acronym, dice.choice(("SIGNED", "CLOSED", "CLOSED", "TERMINATED"))),
                    *(_words(dice, 4, 14).capitalize(), start, "" if dice.random() < 0.01 else end),
                    *(_money(dice, sum(shares) * 1.2), _money(dice, sum(shares)), f"H2020-EU.{number % 4 + 1}."),
                    *(topic, start - timedelta(days=60), "H2020", f"H2020-{number % 40}", f"H2020-{number % 90}-2018"),
                    *(dice.choice(_SCHEMES), "", _words(dice, 60, 120), "2022-08-15 14:05:00", 190_000 + number),
                    f"10.3030/{id_}",
                )
            )
            rows = list(_participations(dice, id_, acronym, bodies, weights, shares))
            organization_rows.writerows(rows)
            topic_rows.writerow((id_, topic, _words(dice, 4, 9).capitalize()))
            legal_rows.writerow((id_, f"H2020-EU.{number % 4 + 1}.", _words(dice, 2, 6), "true"))
            for _ in range(dice.randrange(4)):
                code = f"/{dice.choice((21, 23, 25, 29))}/{dice.randrange(40, 60)}/{dice.randrange(100, 400)}"
                field_rows.writerow((id_, code, f"/{_words(dice, 3, 3).replace(' ', '/')}", _words(dice, 1, 2), ""))
            if dice.random() < 0.4:
                address = f"https://{acronym.lower()}.example.org/" if dice.random() < 0.97 else "www project page"
                link_rows.writerow((number, id_, address, "en", "OK", "2022-01-01", "Project", "CORDIS", "project"))
    return folder


def _participations(
    dice: random.Random, id_: str, acronym: str, bodies: list[list[str]], weights: list[float], shares: list[int]
) -> Iterator[tuple[object, ...]]:
    taken: dict[int, None] = {}
    while len(taken) < len(shares):
        for index in dice.choices(range(len(bodies)), cum_weights=weights, k=len(shares) - len(taken)):
            taken[index] = None
    order = 0
    for position, (index, share) in enumerate(zip(taken, shares, strict=True)):
        pic, vat, name, other, short, sme, kind, street, postcode, city, country, nuts, place = bodies[index]
        order += 1
        role = "coordinator" if not position else "participant"
        if position and dice.random() < 0.06:
            role = dice.choice(("thirdParty", "partner", "internationalPartner"))
        row = (
            *(id_, acronym, pic, vat, other if dice.random() < 0.2 else name, short, sme, kind, street, postcode),
            *(city, country, nuts, place, "" if index % 3 else f"http://www.{pic}.example.org", ""),
            *("2022-08-15 14:05:00", 1_900_000 + index, order, role, _money(dice, share), _money(dice, share)),
            *(_money(dice, share * 1.2), "false", "true"),
        )
        yield row
        if dice.random() < 0.01:
            order += 1
            yield (*row[:18], order, "thirdParty", *row[20:])
        elif dice.random() < 0.002:
            yield row


def _bodies(dice: random.Random, number: int) -> Iterator[list[str]]:
    known = _known("statements.csv", "value", property="pic")
    # The bodies that our tables know stand among the large and the small ones.
    places = dict(zip(sorted(dice.sample(range(number), min(len(known), number // 8))), known, strict=False))
    for index in range(number):
        country = dice.choices(_COUNTRIES, _SHARES)[0]
        in_nrw = country == "DE" and dice.random() < 0.2
        city, postcode = dice.choice(_NRW if in_nrw else _PLACES[country])
        kind = _KINDS[0 if index < number // 20 else dice.choices(range(5), (15, 15, 55, 8, 7))[0]]
        name = f"{_words(dice, 1, 3).title()} {'Université' if country == 'FR' else 'Gesellschaft'} {index}"
        if dice.random() < 0.01:
            # What UTF-8 becomes when it is read as cp1252.
            name = f"Institut für {name}".encode().decode("cp1252")
        nuts = "" if dice.random() < 0.6 else "DEA23" if in_nrw else f"{country}{dice.randrange(1, 4)}"
        yield [
            *(places.get(index, str(900_000_000 + index)), f"{country}{dice.randrange(10**8)}", name),
            *(name.upper() if index % 7 else f"{name} ({country})", name[:6].upper() if dice.random() < 0.5 else ""),
            *(dice.choice(("true", "false")) if kind == "PRC" else "false", kind, f"Weg {index % 200}", postcode),
            *(city, country, nuts, f"({dice.uniform(36, 65):.5f},{dice.uniform(-9, 25):.5f})"),
        ]


def _known(table: str, column: str, **where: str) -> list[str]:
    """The numbers of the EU that our own tables name, sorted."""
    with (DATA / table).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if all(row[key] == value for key, value in where.items())]
    return sorted({row[column] for row in rows if row[column].isascii() and row[column].isdigit()})


def _writer(file: TextIO, columns: tuple[str, ...]) -> Any:
    writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(columns)
    return writer


def _acronym(dice: random.Random, number: int) -> str:
    return "".join(dice.choices("ABCDEFGHILMNOPRSTUV", k=dice.randrange(3, 8))) + str(number)


def _words(dice: random.Random, least: int, most: int) -> str:
    return " ".join(dice.choices(_WORDS, k=dice.randint(least, most)))


def _money(dice: random.Random, euros: float) -> str:
    """An amount as CORDIS writes it: whole, or with cents behind a comma or a point."""
    chance = dice.random()
    if chance < 0.4:
        return str(round(euros))
    return f"{euros + 0.25:.2f}".replace(".", "," if chance < 0.9 else ".")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--projects", type=int, default=3_500)
    options = parser.parse_args()
    made(options.folder, options.projects)


if __name__ == "__main__":
    main()
