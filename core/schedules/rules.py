"""When a schedule is due next. Cron arithmetic is cronsim's. Pure."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from core.refusals import Invalid

FIELDS = 5  # cronsim reads a sixth one, for seconds, which no beat keeps
LONGEST = 100


def next_run(cron: str, zone: str, after: datetime) -> datetime:
    """The first moment after `after` that fits the expression in its zone, in UTC.

    Raises Invalid when the expression or the zone is not understood, or never comes.
    """
    try:
        local = after.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid("unknown_zone", "zone", zone=zone) from error
    try:
        if len(cron.split()) != FIELDS or len(cron) > LONGEST:
            raise CronSimError
        return next(CronSim(cron, local)).astimezone(UTC)
    except (CronSimError, StopIteration) as error:
        raise Invalid("bad_cron", "cron", cron=cron) from error
