"""What the invented gebieden are like: for every year counts of people and homes, and means that go with them.

`u` = how densely it is built, `d` = how heavy life is there, `a` = how old people are; each about 0 with spread 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data_sources.voorbeeld import geography

Column = npt.NDArray[np.float64]
BASE_YEAR = 2024
HOMES_PER_KM2 = 0.55  # share of the addresses around that are homes inside the area


@dataclass(frozen=True)
class People:
    """Numbers per gebied in one year, not rounded.

    Attributes:
        counts: variabele -> number; adds up over areas.
        means: variabele -> (value, counts to weigh it with).
    """

    counts: Mapping[str, Column]
    means: Mapping[str, tuple[Column, str]]


@dataclass(frozen=True)
class Character:
    """Per gebied (n,): inhabitants in 2024, yearly growth, and its character u, d and a."""

    inwoners: Column
    groei: Column
    dichtheid: Column
    u: Column
    d: Column
    a: Column

    @staticmethod
    def of(areas: tuple[geography.Area, ...]) -> Character:
        """Character of the given gebieden, in their order."""

        def column(name: str) -> Column:
            return np.asarray([getattr(area, name) for area in areas], dtype=float)

        return Character(
            column("inwoners"), column("groei"), column("dichtheid"), np.log(column("dichtheid") / 1500) / 0.7,
            column("lasten"), column("grijs"),
        )  # fmt: skip


def people(own: Character, jaar: int) -> People:
    """Everything of one year.

    Args:
        own: character of the gebieden.
        jaar: the year the figures are about.
    """
    total = own.inwoners * (1 + own.groei) ** (jaar - BASE_YEAR)
    wobble = np.random.default_rng((geography.SEED, jaar)).normal(0, 0.05, (2, len(total)))
    counts = _ages(own, total) | _homes(own, total) | _origins(own, total, own.d + wobble[0])
    return People(counts, _living(own, own.d + wobble[1], jaar))


def health(own: Character, jaar: int) -> dict[str, Column]:
    """Percentages of adults as the health survey gives them: an estimate, with a slow trend through the years."""
    after = jaar - BASE_YEAR
    return {
        name: np.clip(middle + by_d * own.d + by_a * own.a + per_year * after, 1, 98)
        for name, (middle, by_d, by_a, per_year) in HEALTH.items()
    }


def welfare(own: Character, jaar: int) -> Column:
    """Score of welfare, education and work; the whole is about 0."""
    wobble = np.random.default_rng((geography.SEED, jaar, 7)).normal(0, 0.01, len(own.d))
    score: Column = 0.02 - 0.2 * own.d + wobble
    return score


HEALTH = {  # middle, per step of d, per step of a, per year
    "goede_ervaren_gezondheid": (75.0, -4.5, -2.5, -0.3), "langdurige_aandoening": (34.0, 2.4, 3.6, 0.2),
    "langdurig_beperkt": (31.0, 3.4, 3.0, 0.1), "hoog_risico_angst_depressie": (7.5, 2.0, -0.5, 0.12),
    "veel_stress": (20.0, 2.2, -2.4, 0.5), "lage_veerkracht": (16.0, 2.2, 0.4, 0.0),
    "regie_over_eigen_leven": (88.0, -2.6, -0.8, -0.1), "eenzaam": (46.5, 3.0, 0.8, 0.6),
    "sterk_eenzaam": (12.5, 2.2, 0.4, 0.25), "krijgt_steun": (84.0, -1.6, 0.2, 0.0),
    "mantelzorger": (14.5, 0.3, 1.2, 0.05), "vrijwilligerswerk": (27.0, -2.4, 1.0, -0.2),
    "moeite_met_rondkomen": (17.0, 5.0, -1.2, 0.1), "overgewicht": (51.0, 2.6, 1.6, 0.25),
    "rookt": (16.0, 2.6, -1.2, -0.7), "overmatig_drinken": (7.0, -0.4, -0.2, -0.15),
    "voldoet_aan_beweegrichtlijn": (45.0, -2.6, -1.0, -0.1), "tevreden_met_woonomgeving": (84.0, -3.6, 1.2, 0.0),
}  # fmt: skip


CARE = {  # per 10,000 people: middle, and how much (share) per step of d, per step of a, per year
    "gebruik_wijkverpleging": (355.0, 0.05, 0.26, 0.01), "gebruik_medisch_specialist": (5100.0, 0.02, 0.05, 0.005),
    "gebruik_ggz": (610.0, 0.12, -0.08, 0.01), "gebruik_paramedisch": (1850.0, 0.03, 0.07, 0.01),
}  # fmt: skip


def care_use(own: Character, jaar: int) -> dict[str, Column]:
    """People who got a kind of care in a year, per 10,000."""
    wobble = np.random.default_rng((geography.SEED, jaar, 11)).normal(0, 0.03, (len(CARE), len(own.d)))
    return {
        name: middle * np.exp(by_d * own.d + by_a * own.a + per_year * (jaar - BASE_YEAR) + wobble[at])
        for at, (name, (middle, by_d, by_a, per_year)) in enumerate(CARE.items())
    }


def _ages(own: Character, total: Column) -> dict[str, Column]:
    shares = np.array([
        0.15 - 0.018 * own.a, 0.115 + 0.012 * own.u - 0.012 * own.a, 0.25 + 0.02 * own.u - 0.022 * own.a,
        0.275 - 0.012 * own.u + 0.006 * own.a, 0.21 + 0.046 * own.a - 0.01 * own.u,
    ])  # fmt: skip
    shares = np.clip(shares, 0.03, None)
    groups = total * shares / shares.sum(axis=0)
    names = ("0_tot_15", "15_tot_25", "25_tot_45", "45_tot_65", "65_plus")
    men = total * (0.497 - 0.004 * own.a)
    ages = {f"inwoners_{name}": group for name, group in zip(names, groups, strict=True)}
    return {"aantal_inwoners": total, "mannen": men, "vrouwen": total - men, **ages}


def _homes(own: Character, total: Column) -> dict[str, Column]:
    size = np.clip(2.16 - 0.14 * own.u - 0.05 * own.a, 1.5, 2.8)
    households = total / size
    homes_then = own.inwoners / size * 1.02
    return {
        "aantal_huishoudens": households,
        "eenpersoonshuishoudens": households * np.clip(0.36 + 0.07 * own.u + 0.02 * own.a, 0.12, 0.75),
        "huishoudens_met_kinderen": households * np.clip(0.33 - 0.04 * own.u - 0.03 * own.a, 0.08, 0.6),
        "woningvoorraad": households * 1.02,
        "oppervlakte_land_ha": np.maximum(homes_then / (own.dichtheid * HOMES_PER_KM2) * 100, 4),
    }


def _origins(own: Character, total: Column, d: Column) -> dict[str, Column]:
    dutch = np.clip(0.78 - 0.05 * own.u - 0.05 * d, 0.3, 0.97)
    europe = (1 - dutch) * 0.36
    low = np.clip(0.25 + 0.06 * d, 0.06, 0.6)
    high = np.clip(0.36 - 0.08 * d + 0.02 * own.u, 0.06, 1 - low - 0.1)
    grown = total * 0.76
    return {
        "herkomst_nederland": total * dutch,
        "herkomst_europa": total * europe,
        "herkomst_buiten_europa": total * (1 - dutch - europe),
        "opleiding_laag": grown * low,
        "opleiding_midden": grown * (1 - low - high),
        "opleiding_hoog": grown * high,
        "bijstand": total * 0.019 * np.exp(np.clip(0.5 * d, -1.5, 1.5)),
    }


def _living(own: Character, d: Column, jaar: int) -> dict[str, tuple[Column, str]]:
    after = jaar - BASE_YEAR
    # Where a shop happens to stand does not change from year to year.
    near = np.exp(-0.35 * own.u + np.random.default_rng(geography.SEED).normal(0, 0.3, (4, len(own.u))))
    by_home = {
        "percentage_eengezinswoningen": np.clip(64 - 17 * own.u - 4 * d, 4, 98),
        "percentage_koopwoningen": np.clip(59 - 11 * d - 5 * own.u, 6, 96),
        "percentage_corporatiewoningen": np.clip(27 + 9 * d + 3 * own.u, 2, 88),
        "gemiddelde_woz_waarde": np.clip(368 - 58 * d, 150, 1200) * 1.055**after,
    }
    by_household = {
        "gemiddelde_huishoudensgrootte": np.clip(2.16 - 0.14 * own.u - 0.05 * own.a, 1.5, 2.8),
        "huishoudens_laag_inkomen": np.clip(6.8 + 2.6 * d - 0.1 * after, 1, 30),
        "mediaan_vermogen": np.clip(140 * np.exp(-0.45 * d) * 1.06**after, 2, 600),
        "personenautos_per_huishouden": np.clip(1.1 - 0.2 * own.u - 0.1 * d, 0.2, 1.9),
    }
    by_person = {
        "gemiddeld_inkomen_per_inwoner": np.clip(33 - 3.6 * d, 16, 70) * 1.035**after,
        "personen_in_armoede": np.clip(3.1 + 1.4 * d, 0.4, 16),
        "netto_arbeidsparticipatie": np.clip(71 - 3 * d - 3.5 * own.a + 0.3 * after, 40, 85),
        "wmo_clienten_relatief": np.clip(64 + 17 * d + 12 * own.a + 0.8 * after, 10, 220),
        "percentage_jongeren_met_jeugdzorg": np.clip(11.2 + 1.8 * d, 3, 26),
        "afstand_huisarts_km": np.clip(0.9 * near[0], 0.2, 6),
        "afstand_supermarkt_km": np.clip(0.8 * near[1], 0.2, 6),
        "afstand_school_km": np.clip(0.6 * near[2], 0.2, 4),
        "afstand_kinderdagverblijf_km": np.clip(0.65 * near[3], 0.2, 5),
        "scholen_binnen_3km": np.clip(8 / near[2] ** 1.4, 0.6, 60),
        "omgevingsadressendichtheid": own.dichtheid,
    }
    weights = ((by_home, "woningvoorraad"), (by_household, "aantal_huishoudens"), (by_person, "aantal_inwoners"))
    return {name: (value, weight) for group, weight in weights for name, value in group.items()}
