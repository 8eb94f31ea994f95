"""How high every outcome is and how it moves: rough sizes of what is known of the country, not of any place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """How one indicator behaves.

    Attributes:
        waarde: in a year for a flow, else at any moment; in the unit of the indicator.
        stroom: it adds up over time, so that a shorter period has less.
        lasten, grijs: how much it rises (share) per step of heaviness of life, and of age.
        seizoen: how much more there is in January than on average (share).
        tussen, door: spread between buurten, and through time (shares).
        trend: change per year (share).
        van: size of the noemer per inhabitant, or per inhabitant of 65 and older when `ouderen`.
    """

    waarde: float
    stroom: bool = True
    lasten: float = 0.0
    grijs: float = 0.0
    seizoen: float = 0.0
    tussen: float = 0.1
    door: float = 0.02
    trend: float = 0.0
    van: float = 1.0
    ouderen: bool = False


CLIENTS = 0.14  # unique clients in a year per inhabitant of 65 and older
LEVELS: Mapping[str, Level] = {
    "uren_wijkverpleging_per_client": Level(104, lasten=0.03, grijs=0.05, seizoen=0.04, tussen=0.13, trend=-0.015),
    "ha_consulten_per_1000": Level(4150, lasten=0.06, grijs=0.05, seizoen=0.09, tussen=0.09, van=0.93),
    "ha_visites_per_1000": Level(165, lasten=0.05, grijs=0.22, seizoen=0.1, tussen=0.18, van=0.93),
    "hap_contacten_per_1000": Level(236, lasten=0.09, grijs=0.02, seizoen=0.06, tussen=0.1),
    "seh_bezoeken_per_1000": Level(118, lasten=0.08, grijs=0.08, seizoen=0.03, tussen=0.1),
    "opnames_per_1000": Level(76, lasten=0.07, grijs=0.14, seizoen=0.05, tussen=0.1, trend=-0.01),
    "ligduur_dagen": Level(4.6, stroom=False, grijs=0.04, tussen=0.06, door=0.03, trend=-0.01, van=0.076),
    "instroom_wijkverpleging": Level(42, lasten=0.02, tussen=0.1, van=CLIENTS, ouderen=True),
    "marktaandeel_deelnemers": Level(74, stroom=False, tussen=0.09, door=0.01, van=CLIENTS, ouderen=True),
    "kosten_zvw_per_verzekerde": Level(2980, lasten=0.06, grijs=0.14, tussen=0.05, door=0.01, trend=0.035),
    "wlz_instroom_per_1000": Level(4.6, lasten=0.08, grijs=0.25, tussen=0.12),
    "wmo_clienten_per_1000": Level(66, stroom=False, lasten=0.2, grijs=0.15, tussen=0.1, door=0.02, trend=0.02),
    "verloop_wijkverpleging": Level(15, seizoen=0.05, tussen=0.2, door=0.1, van=0.012, ouderen=True),
    "verzuim_wijkverpleging": Level(8.3, stroom=False, seizoen=0.16, tussen=0.1, van=0.75, ouderen=True),
}
# How large a group of a breakdown is (share of the noemer), and how much higher its rate.
GROUPS: Mapping[str, tuple[float, float]] = {"copd": (0.024, 3.2), "kwetsbare_ouderen": (0.045, 4.1)}
GROUP = (0.03, 2.0)
COUNTS: Mapping[str, float] = {  # mean per month in a transitiebuurt, once it is well under way
    "deelnemende_burgers": 16, "ervaringen_professionals": 1.2, "geincludeerde_clienten": 9,
    "gestarte_zorgpaden": 0.8, "initiatieven": 1.1, "praktijken_met_opvolgingsprobleem": 0.5, "trainingen": 0.9,
    "gevolgde_trainingen": 5, "modules_kennisplatform": 34, "gebruikers_kennisplatform": 48,
}  # fmt: skip
COUNT = 2.0
SCORES: Mapping[str, tuple[float, float]] = {  # mean and spread of one answer, 0 to 10
    "nps_burgers": (7.3, 1.7), "nps_clienten": (8.0, 1.4), "nps_professionals": (7.1, 1.8),
    "zelfredzaamheid_score": (6.4, 1.9), "mantelzorgbelasting_score": (5.6, 2.1), "klachten_score": (4.8, 2.0),
}  # fmt: skip
SCORE = (6.5, 2.0)
TYPICAL: Mapping[str, Level] = {  # of an indicator that came later than this table
    "verhouding": Level(20, stroom=False),
    "rate": Level(50, stroom=False),
    "gemiddelde": Level(10, stroom=False),
}
