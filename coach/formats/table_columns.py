"""What the columns of a table hold, by the names that programs of many countries give them.

A name is known or it is not: "Avg HR" is no heart rate of a moment, and "HR (%)" none in beats a minute.
"""

import re
import unicodedata
from collections.abc import Sequence
from enum import Enum

import msgspec


class Role(Enum):
    """What Coach takes of a column."""

    TIME = "time"
    """A date, a time of day, both, or a time since the start: its values tell."""
    ELAPSED = "at_s"
    BPM = "bpm"
    RR = "rr_ms"
    SPEED = "speed_mps"
    PACE = "pace"
    DISTANCE = "distance_m"
    EVENT = "event"
    WHO = "who"
    """Whose row it is: a table may hold several people, or walks."""
    DERIVED = "derived"
    """Computed over minutes of beats."""
    UNUSED = "unused"
    """Known, and nothing that Coach needs."""


NAMES: dict[Role, str] = {
    Role.TIME: """
        time timestamp datetime dateandtime date day utc utctime timeutc dateutc datetimeutc localtime timelocal
        localtimestamp phonetimestamp timeofday clocktime recordedat measuredat sampletime gpstime
        datetimeofmeasurement
        zeit uhrzeit zeitstempel zeitpunkt datum datumzeit datumuhrzeit hora fecha fechahora fechayhora marcadetiempo
        tiempo heure horodatage dateheure date/heure temps ora data dataora dataeora datahora dataehora tempo tijd
        tijdstip datumtijd tid tidspunkt tidpunkt dato dato/tid aika paivamaara czas godzina cas ido datumcas
        время дата датаивремя 时间 時間 时刻 時刻 日時 日期 日付 시간 날짜 tarih saat zaman""",
    Role.ELAPSED: """
        elapsed elapsedtime timeelapsed secs sec second seconds sincestart timesincestart duration relativetime
        t at workouttime recordingtime runningtime ms millis milliseconds msec minutes mins verstrichenezeit
        dauer duree duracion durata duracao duur tempsecoule""",
    Role.BPM: """
        hr heartrate hrate hrheartrate bpm pulse pulserate heartbeat heartbeats beatsperminute hrm
        heartfrequency puls herzfrequenz hf herzrate herzschlag pulsschlag frequencecardiaque freqcardiaque fc
        frecuenciacardiaca ritmocardiaco pulso frequenzacardiaca battitocardiaco battiti frequenciacardiaca
        batimentoscardiacos hartslag hartfrequentie hartritme hjertefrekvens hjerterytme hjerterate
        hjartfrekvens syke tetno pulz pulzus tepovafrekvence tep srdecnifrekvence nabiz kalpatishizi пульс чсс
        частотасердечныхсокращений 心率 心拍数 心拍 脈拍 심박수 심박""",
    Role.RR: """
        rr rri rrs rrinterval rrintervals rrintervall rrintervalle nn nninterval nnintervals nni ibi
        interbeatinterval interbeatintervals beatinterval beattobeat beattobeatinterval intervallerr intervalorr
        intervallorr rrintervallum""",
    Role.SPEED: """
        speed gpsspeed enhancedspeed velocitysmooth kph kmh mps mph geschwindigkeit velocidad velocidade
        vitesse velocita snelheid hastighet hastighed nopeus predkosc rychlost sebesseg скорость 速度 속도""",
    Role.PACE: "pace tempopace rythme ritmo schritttempo",
    Role.DISTANCE: """
        distance distances dist gpsdist gpsdistance totaldistance cumulativedistance enhanceddistance km kms
        kilometers kilometres miles meters metres distanz strecke entfernung distancia distanza afstand distans
        distanse matka dystans vzdalenost tavolsag расстояние дистанция 距离 距離 거리""",
    Role.EVENT: "event",
    Role.WHO: """
        id subject subjectid subjectno participant participantid patient patientid person personid user userid
        athlete athleteid proband probandid activityid sessionid workoutid""",
    Role.DERIVED: """
        rmssd lnrmssd sdnn sdsd pnn50 nn50 pnn20 alpha1 alpha1v1 dfaalpha1 dfaa1 lfhf lfpower hfpower sd1 sd2""",
    Role.UNUSED: """
        index row no nr number samplerate cadence cad power watts watt altitude elevation alt enhancedaltitude
        lat lon lng latitude longitude gpslatitude gpslongitude positionlat positionlong heading bearing satellites
        temperature temperatures temp calories kcal energy steps stride stridelength steplength slope grade incline
        hrv activitytype sport type lap interval trittfrequenz leistung hohe hohenmeter breitengrad langengrad
        temperatur kalorien sensortimestamp""",
}
"""Without blanks, marks and accents, in small letters."""


def letters(text: str) -> str:
    """Return a text's letters and digits, small and without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


ROLES = {letters(name): role for role, names in NAMES.items() for name in names.split()}

UNITS: dict[Role, dict[str, float]] = {
    Role.TIME: {"s": 1.0, "sec": 1.0, "secs": 1.0, "seconds": 1.0, "ms": 0.001, "msec": 0.001, "min": 60.0},
    Role.ELAPSED: {
        "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0, "sek": 1.0, "ms": 0.001, "msec": 0.001,
        "millis": 0.001, "milliseconds": 0.001, "min": 60.0, "mins": 60.0, "minutes": 60.0,
    },
    Role.BPM: {
        "bpm": 1.0, "beatsmin": 1.0, "beatsperminute": 1.0, "bmin": 1.0, "1min": 1.0, "min1": 1.0,
        "schlagemin": 1.0, "smin": 1.0, "spm": 1.0, "lpm": 1.0, "ppm": 1.0, "slagmin": 1.0,
        "batmin": 1.0, "beats": 1.0, "countmin": 1.0, "udmin": 1.0, "удмин": 1.0, "次分": 1.0, "拍分": 1.0, "回分": 1.0,
    },
    Role.RR: {"ms": 0.001, "msec": 0.001, "millis": 0.001, "milliseconds": 0.001, "s": 1.0, "sec": 1.0, "seconds": 1.0},
    Role.SPEED: {
        "mps": 1.0, "ms": 1.0, "kmh": 1 / 3.6, "kph": 1 / 3.6, "kmph": 1 / 3.6, "mph": 0.44704, "mih": 0.44704,
    },
    Role.PACE: {"minkm": 60 / 1000, "minmi": 60 / 1609.344, "minmile": 60 / 1609.344, "skm": 1 / 1000},
    Role.DISTANCE: {
        "m": 1.0, "meter": 1.0, "meters": 1.0, "metres": 1.0, "km": 1000.0, "kms": 1000.0, "kilometers": 1000.0,
        "kilometres": 1000.0, "mi": 1609.344, "mile": 1609.344, "miles": 1609.344,
    },
}  # fmt: skip
"""How many seconds, metres, or metres a second each is (of a pace: seconds a metre), by its letters and digits."""

OWN_UNITS = {"enhancedspeed": 1.0, "enhanceddistance": 1.0, "velocitysmooth": 1.0}
"""Names of FIT's profile and of Strava's streams, which fix their unit."""

FREE_UNITS = {Role.TIME, Role.ELAPSED}
"""In brackets after these may stand a zone or a form, "(hh:mm:ss)". After others it is a unit: "HR (%)" is something
else, and "RR (1/min)" are breaths."""

DATED = ("stamp", "date", "datum", "fecha", "stempel")
"""A name with one of these says that its times have a day."""

_UNIT_AT_END = re.compile(r"(.*?)\s*[(\[{]\s*([^()\[\]{}]*?)\s*[)\]}]\s*", re.DOTALL)


class Column(msgspec.Struct, frozen=True):
    """A column of a table."""

    place: int
    name: str
    """As it stands in the table."""
    role: Role | None
    """None where the name is not known."""
    unit: float | None = None
    """How many of our units one of its units is; None where it does not say."""
    is_utc: bool = False

    @property
    def is_dated(self) -> bool:
        """Whether its name says that its times have a day."""
        return any(part in letters(self.name) for part in DATED)


def column_of(place: int, name: str) -> Column:
    """Return what a column holds, by its name."""
    found = _UNIT_AT_END.fullmatch(name)
    base, unit_text = found.groups() if found is not None else (name, "")
    key, unit_key = letters(base), letters(unit_text)
    is_utc = "utc" in key or unit_key in {"utc", "gmt"}
    role = Role.UNUSED if not name else ROLES.get(key)
    if role is None:
        role, unit = (None, None) if unit_text else _with_unit_in_name(key)
        return Column(place, name, role, unit, is_utc)
    units = UNITS.get(role, {})
    unit = units.get(unit_key) if unit_text else OWN_UNITS.get(key, units.get(key))
    if role is Role.SPEED and unit is None and unit_key in UNITS[Role.PACE]:
        return Column(place, name, Role.PACE, UNITS[Role.PACE][unit_key])
    if unit_text and unit is None and role in UNITS and role not in FREE_UNITS:
        return Column(place, name, None)
    return Column(place, name, role, unit, is_utc)


def _with_unit_in_name(key: str) -> tuple[Role | None, float | None]:
    """Return role and unit of a name like "heart_rate_bpm" or "distance_km"."""
    for cut in range(len(key) - 1, max(len(key) - 12, 0), -1):
        role = ROLES.get(key[:cut], Role.UNUSED)
        unit = UNITS.get(role, {}).get(key[cut:].removeprefix("in"))
        if unit is not None:
            return role, unit
    return None, None


def columns_of(names: Sequence[str]) -> list[Column]:
    """Return what each column of a table holds, by its header."""
    return [column_of(place, name.strip()) for place, name in enumerate(names)]


def with_units(columns: Sequence[Column], units: Sequence[str]) -> list[Column]:
    """Return the columns with the units that stand in a line of their own under the header."""
    return [
        column_of(column.place, f"{column.name} ({units[column.place]})")
        if column.unit is None and column.place < len(units) and letters(units[column.place])
        else column
        for column in columns
    ]
