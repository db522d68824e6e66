"""Apple Health exports as an iPhone writes them."""

from datetime import datetime, timedelta, timezone

ZONE = timezone(timedelta(hours=2))
START = datetime(2024, 5, 1, 10, 0, 0, tzinfo=ZONE)
OWNER = "Anna's Apple Watch"
WATCH = (
    "&lt;&lt;HKDevice: 0x2803d9810&gt;, name:Anna's Apple Watch, manufacturer:Apple Inc., model:Watch, "
    "hardware:Watch6,2, software:8.7&gt;"
)
DECLARATIONS = """<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 12 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>
<!ATTLIST VisionPrescription
  brand            CDATA #IMPLIED
<!ELEMENT RightEye EMPTY>
>
]>
"""
"""As of iOS 16: no parser takes them."""


def at(second, start=START):
    return (start + timedelta(seconds=second)).strftime("%Y-%m-%d %H:%M:%S %z")


def record(second, value, source=OWNER, kind="HeartRate", unit="count/min", device=WATCH):
    said = f'sourceName="{source}" sourceVersion="8.7" device="{device}" unit="{unit}"'
    times = f'creationDate="{at(second + 5)}" startDate="{at(second)}" endDate="{at(second)}"'
    return (
        f' <Record type="HKQuantityTypeIdentifier{kind}" {said} {times} value="{value}">\n'
        '  <MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="2"/>\n </Record>\n'
    )


def workout(second, lasts_s, *inside, kind="Walking", device=WATCH, more=""):
    said = f'workoutActivityType="HKWorkoutActivityType{kind}" duration="{lasts_s / 60}" durationUnit="min"{more}'
    times = f'creationDate="{at(second + lasts_s)}" startDate="{at(second)}" endDate="{at(second + lasts_s)}"'
    return (
        f' <Workout {said} sourceName="{OWNER}" sourceVersion="8.7" device="{device}" {times}>\n'
        f'  <MetadataEntry key="HKIndoorWorkout" value="1"/>\n{"".join(inside)} </Workout>\n'
    )


def event(second, kind, more=""):
    return f'  <WorkoutEvent type="HKWorkoutEventType{kind}" date="{at(second)}"{more}/>\n'


def statistics(amount, unit, kind="DistanceWalkingRunning"):
    times = f'startDate="{at(0)}" endDate="{at(60)}"'
    return f'  <WorkoutStatistics type="HKQuantityTypeIdentifier{kind}" {times} sum="{amount}" unit="{unit}"/>\n'


def export(*parts, declarations=DECLARATIONS, end="</HealthData>\n"):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{declarations}<HealthData locale="de_DE">\n'
        f' <ExportDate value="{at(10**6)}"/>\n <Me HKCharacteristicTypeIdentifierDateOfBirth="1970-01-01"/>\n'
        f"{''.join(parts)}{end}"
    ).encode()
