"""Addresses of machines, which lead to whoever uses them: IP, MAC, IMEI, advertising ids."""

import ipaddress
import re
from collections.abc import Sequence

from governance.detector import Detector, Kind, Level, number, pattern
from governance.detector.digits import luhn

OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
V4 = re.compile(rf"{OCTET}(?:\.{OCTET}){{3}}(?:/[0-9]{{1,2}}|:[0-9]{{1,5}})?")
V6 = re.compile(r"[0-9A-Fa-f:]{2,39}(?:\.[0-9.]{1,15})?(?:%[a-z0-9]{1,12})?(?:/[0-9]{1,3})?")


def ipv4(value: str) -> float:
    return 1.0 if len(value) <= 24 and V4.fullmatch(value) else 0.0


def as_versions(values: Sequence[str]) -> float:
    """Versions of four parts look the same, but begin with small numbers and hold small ones."""
    firsts = [value.split(".")[:2] for value in values if V4.fullmatch(value)]
    small = sum(int(one) <= 20 and int(two) <= 40 for one, two in firsts)
    return -6.0 if firsts and small > 0.7 * len(firsts) and not _private(values) else 0.0


def _private(values: Sequence[str]) -> bool:
    """Networks at home and in offices begin with 10."""
    return sum(value.startswith("10.") for value in values) > 0.6 * len(values)


def ipv6(value: str) -> float:
    if len(value) > 60 or value.count(":") < 2 or not V6.fullmatch(value):
        return 0.0
    if re.fullmatch(r"[0-9]{1,2}(?::[0-9]{2}){2}", value):  # a time of day
        return 0.0
    try:
        ipaddress.IPv6Address(value.partition("/")[0])
    except ValueError:
        return 0.0
    return 1.0


class Devices(Detector):
    slug = "devices"
    label = "Devices and networks"
    version = 1
    kinds = (
        Kind(
            "ipv4",
            "IP address",
            Level.PERSONAL,
            names=("ip", "ip address", "ipv4", "client ip", "remote addr", "ip addr", "adresse ip",
                   "direccion ip", "indirizzo ip", "remote host"),
            test=ipv4,
            whole=as_versions,
            proof=6.5,
            share=0.7,
            takes=("text",),
        ),
        Kind(
            "ipv6",
            "IP address (version 6)",
            Level.PERSONAL,
            names=("ipv6", "ipv6 address", "ip v6", "remote addr v6"),
            test=ipv6,
            proof=7.0,
            share=0.4,
            takes=("text",),
        ),
        Kind(
            "mac_address",
            "Hardware address (MAC)",
            Level.PERSONAL,
            names=("mac", "mac address", "mac addr", "hw addr", "hardware address", "bssid",
                   "ethernet address"),
            test=pattern(r"[0-9A-Fa-f]{2}([:\-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}"
                         r"|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}"),
            proof=7.5,
            takes=("text",),
        ),
        Kind(
            "imei",
            "Mobile device number (IMEI)",
            Level.PERSONAL,
            names=("imei", "device imei", "imei number"),
            test=number(r"[0-9]{15}|[0-9]{2}[- ]?[0-9]{6}[- ]?[0-9]{6}[- ]?[0-9]", luhn),
            proof=6.0,
            share=0.6,
        ),
        Kind(
            "imsi",
            "SIM card number",
            Level.PERSONAL,
            names=("imsi", "iccid", "sim number", "sim card"),
            test=pattern(r"[0-9]{14,15}|89[0-9]{16,18}", 0.4),
            proof=1.5,
        ),
        Kind(
            "device_id",
            "Device identifier",
            Level.PERSONAL,
            names=("device id", "advertising id", "idfa", "gaid", "adid", "android id", "udid",
                   "device identifier", "device serial", "cookie id", "device fingerprint"),
            test=pattern(r"[0-9A-Za-z][0-9A-Za-z:_\-]{7,63}", 0.4),
            proof=1.0,
            refuted=3.0,
        ),
    )  # fmt: skip
