"""The cameras of the shoot, and the exposures of each scene."""

from datetime import timedelta
from typing import NamedTuple


class Camera(NamedTuple):
    """A camera, its lenses by focal length, and the offset of its clock from UTC in minutes."""

    make: str
    model: str
    first: int
    offset: int
    lenses: dict[int, str]

    def clock(self, moment):
        """Return the time on the camera's clock."""
        return moment + timedelta(minutes=self.offset)

    def name(self, number, moment):
        """Return a file name as the camera gives it: with a counter, or with the time in UTC."""
        count = (self.first + number - 1) % 9999 + 1
        if self is CANON:
            return f"IMG_{count:04}.JPG"
        if self is NIKON:
            return f"DSC_{count:04}.JPG"
        return f"PXL_{moment:%Y%m%d_%H%M%S}{moment.microsecond // 1000:03}.jpg"


CANON = Camera(
    "Canon",
    "Canon EOS R6",
    4210,
    120,
    {
        20: "RF20mm F1.4 L VCM",
        35: "RF35mm F1.8 MACRO IS STM",
        50: "RF50mm F1.2 L USM",
        85: "RF85mm F1.2 L USM",
        100: "RF100mm F2.8 L MACRO IS USM",
    },
)
NIKON = Camera(
    "NIKON CORPORATION",
    "NIKON Z 6_2",
    731,
    120,
    {
        20: "NIKKOR Z 20mm f/1.8 S",
        35: "NIKKOR Z 35mm f/1.8 S",
        50: "NIKKOR Z 50mm f/1.8 S",
        85: "NIKKOR Z 85mm f/1.8 S",
        105: "NIKKOR Z MC 105mm f/2.8 VR S",
    },
)
# A guest's, whose clock is still that of the country where the flight began.
PIXEL = Camera("Google", "Pixel 8", 0, 60, {7: "Pixel 8 back camera 6.9mm f/1.68"})


class Exposure(NamedTuple):
    """Settings of an exposure. The shutter time is a fraction of seconds."""

    focal_length: int
    aperture: float
    shutter: tuple[int, int]
    iso: int


EXPOSURES = {
    "land": [(35, 8.0, (1, 250), 100), (50, 5.6, (1, 500), 100), (85, 8.0, (1, 320), 200)],
    "sea": [(35, 8.0, (1, 400), 100), (20, 11.0, (1, 160), 100)],
    "forest": [(35, 2.8, (1, 250), 400), (20, 4.0, (1, 200), 640)],
    "meadow": [(85, 1.8, (1, 2000), 100), (50, 2.8, (1, 1000), 100)],
    "flowers": [(100, 3.5, (1, 200), 400), (100, 2.8, (1, 250), 320)],
    "rings": [(100, 4.0, (1, 160), 800), (100, 2.8, (1, 200), 640)],
    "cloth": [(50, 2.0, (1, 320), 200), (35, 2.2, (1, 250), 250)],
    "couple": [(85, 1.8, (1, 1600), 100), (50, 2.0, (1, 1250), 100), (35, 4.0, (1, 800), 100)],
    "feast": [(50, 1.8, (1, 125), 1600), (35, 1.8, (1, 100), 2500), (85, 1.8, (1, 160), 3200)],
    "lamps": [(50, 1.8, (1, 125), 1600), (35, 1.8, (1, 100), 2500), (85, 1.8, (1, 160), 3200)],
    "night": [(20, 1.8, (13, 1), 3200), (35, 2.8, (10, 1), 1600)],
    "night.star_trails": [(20, 2.8, (1800, 1), 200)],
    "night.fireworks": [(35, 8.0, (4, 1), 100), (20, 8.0, (5, 1), 100)],
    "night.sparklers": [(35, 5.6, (8, 1), 100)],
    "dance.floor": [(20, 4.0, (1, 4), 1600), (35, 5.6, (1, 3), 1000)],
}


def exposure(camera, scene, number):
    kinds = EXPOSURES.get(scene) or EXPOSURES[scene.partition(".")[0]]
    chosen = Exposure(*kinds[number % len(kinds)])
    if camera == PIXEL:
        seconds = chosen.shutter if chosen.shutter[0] == 1 else (1, 8)
        return Exposure(7, 1.68, seconds, max(chosen.iso // 2, 50))
    nearest = min(camera.lenses, key=lambda length: abs(length - chosen.focal_length))
    return chosen._replace(focal_length=nearest)
