"""Outlines of two people. In the coordinates, 0 is the ground and 1 the top of the taller head."""

import numpy as np

from demo.painting.outlines import curve

# The right half, as seen from before or behind.
SUIT = [
    *((0.018, 0.880), (0.028, 0.866), (0.064, 0.850), (0.092, 0.830), (0.092, 0.760)),
    *((0.078, 0.660), (0.076, 0.580), (0.084, 0.474), (0.082, 0.440), (0.080, 0.300)),
    *((0.070, 0.150), (0.062, 0.030), (0.076, 0.004), (0.026, 0.000), (0.020, 0.030)),
    *((0.014, 0.200), (0.004, 0.400)),
]
GOWN = [
    *((0.014, 0.825), (0.018, 0.806), (0.044, 0.790), (0.060, 0.772), (0.056, 0.710)),
    *((0.042, 0.655), (0.054, 0.590), (0.082, 0.460), (0.116, 0.300), (0.156, 0.120)),
    *((0.184, 0.012), (0.160, 0.000), (0.050, -0.004)),
]
# All round, looking to the right.
SUIT_ASIDE = [
    *((0.020, 0.868), (0.046, 0.820), (0.070, 0.745), (0.064, 0.660), (0.060, 0.560)),
    *((0.068, 0.472), (0.056, 0.462), (0.060, 0.350), (0.050, 0.230), (0.040, 0.110)),
    *((0.038, 0.034), (0.088, 0.012), (0.086, 0.000), (-0.052, 0.000), (-0.050, 0.034)),
    *((-0.038, 0.130), (-0.044, 0.250), (-0.056, 0.370), (-0.072, 0.462), (-0.080, 0.510)),
    *((-0.070, 0.610), (-0.084, 0.725), (-0.076, 0.795), (-0.044, 0.848), (-0.028, 0.880)),
]
GOWN_ASIDE = [
    *((0.014, 0.925), (0.034, 0.872), (0.062, 0.815), (0.046, 0.750), (0.036, 0.695)),
    *((0.050, 0.610), (0.080, 0.490), (0.108, 0.330), (0.134, 0.130), (0.152, 0.006)),
    *((-0.100, 0.000), (-0.380, 0.000), (-0.270, 0.070), (-0.160, 0.220), (-0.104, 0.400)),
    *((-0.082, 0.540), (-0.066, 0.630), (-0.038, 0.710), (-0.048, 0.790), (-0.052, 0.850)),
    *((-0.026, 0.900), (-0.020, 0.930)),
]
HEAD_ASIDE = [
    *((-0.030, -0.062), (-0.050, -0.016), (-0.054, 0.022), (-0.040, 0.056), (-0.004, 0.072)),
    *((0.030, 0.064), (0.046, 0.042), (0.048, 0.018), (0.053, 0.004), (0.067, -0.018)),
    *((0.056, -0.027), (0.059, -0.035), (0.054, -0.042), (0.057, -0.049), (0.050, -0.056)),
    *((0.053, -0.070), (0.038, -0.082), (0.016, -0.080), (0.010, -0.100), (-0.020, -0.090)),
]


class Stand:
    """Draw a figure that stands at `feet`. `height` is the height of the man in the frame."""

    def __init__(self, cutter, feet, height, side=1, lean=0.0):
        self.cutter, (self.x, self.y), self.height = cutter, feet, height
        self.side, self.lean = side, lean

    def place(self, points):
        points = np.asarray(points, np.float32)
        across = self.side * points[:, 0] + self.lean * points[:, 1] ** 2
        return np.stack([self.x + across * self.height, self.y - points[:, 1] * self.height], -1)

    def shape(self, points):
        self.cutter.shape(curve(self.place(points)))

    def oval(self, x, y, width, height, turn=0.0):
        ((at_x, at_y),) = self.place([(x, y)])
        size = self.height
        self.cutter.oval(at_x, at_y, width * size, height * size, turn * self.side)

    def limb(self, points, widths):
        line = curve(self.place(points), closed=False)
        along, known = np.linspace(0, 1, len(line)), np.linspace(0, 1, len(widths))
        self.cutter.stroke(line, np.interp(along, known, widths) * self.height)

    def face(self, x, y, size, nod):
        """Draw a head in profile, turned downward by `nod`."""
        cosine, sine = np.cos(nod), np.sin(nod)
        head = np.asarray(HEAD_ASIDE, np.float32) * size
        self.shape(head @ np.array([[cosine, -sine], [sine, cosine]]) + [x, y])


def _both_sides(half):
    right = np.asarray(half, np.float32)
    return np.concatenate([right, (right * [-1, 1])[::-1]])


def groom(stand):
    stand.shape(_both_sides(SUIT))
    stand.limb([(0, 0.82), (0, 0.87), (0, 0.90)], [0.060, 0.050, 0.048])
    stand.oval(0, 0.930, 0.041, 0.056)
    stand.oval(0, 0.950, 0.046, 0.046)
    stand.limb(
        [(0.084, 0.815), (0.112, 0.70), (0.118, 0.59), (0.112, 0.49)], [0.044, 0.044, 0.036, 0.028]
    )
    stand.oval(0.111, 0.475, 0.013, 0.022)
    for side in (-1, 1):
        stand.oval(side * 0.084, 0.815, 0.025, 0.026)


def bride(stand, train=0.0):
    body = _both_sides(GOWN)
    hem = (body[:, 1] < 0.3) * (body[:, 0] > 0) * ((0.3 - body[:, 1]) / 0.3) ** 2
    body[:, 0] += hem * train
    stand.shape(body)
    stand.limb([(0, 0.77), (0, 0.82), (0, 0.86)], [0.044, 0.034, 0.034])
    stand.oval(0, 0.872, 0.034, 0.048)
    stand.oval(0, 0.890, 0.040, 0.040)
    stand.oval(0.006, 0.936, 0.022, 0.018)
    stand.limb(
        [(0.054, 0.770), (0.084, 0.690), (0.086, 0.620), (0.050, 0.600)],
        [0.032, 0.028, 0.024, 0.022],
    )
    for x, y in [(0.062, 0.590), (0.082, 0.605), (0.078, 0.575), (0.096, 0.590)]:
        stand.oval(x, y, 0.019, 0.017)


def hand_in_hand(cutter, x, y, height):
    """Draw the couple side by side, seen from behind."""
    gap = 0.135
    groom(Stand(cutter, (x - gap * height, y), height, side=-1))
    bride(Stand(cutter, (x + gap * height, y), height), train=0.12)
    hands = Stand(cutter, (x, y), height)
    his = [(0.084 - gap, 0.815), (0.108 - gap, 0.70), (0.120 - gap, 0.59), (0.020, 0.490)]
    hers = [(gap - 0.054, 0.770), (gap - 0.082, 0.68), (gap - 0.094, 0.59), (0.014, 0.492)]
    hands.limb(his, [0.044, 0.044, 0.036, 0.026])
    hands.limb(hers, [0.032, 0.028, 0.024, 0.020])
    hands.oval(0.016, 0.482, 0.016, 0.020)


def face_to_face(cutter, x, y, height):
    """Draw the couple in an embrace, seen from the side."""
    gap = 0.062
    his = Stand(cutter, (x - gap * height, y), height, lean=0.010)
    his.shape(SUIT_ASIDE)
    his.face(0.016, 0.928, 1.0, 0.16)
    hers = Stand(cutter, (x + gap * height, y), height * 0.90, side=-1, lean=-0.004)
    hers.shape(GOWN_ASIDE)
    hers.face(0.010, 0.985, 0.92, -0.14)
    hers.oval(-0.058, 0.975, 0.026, 0.024)
    arms = Stand(cutter, (x, y), height)
    arms.limb(
        [(-0.06, 0.78), (0.01, 0.69), (0.08, 0.64), (0.112, 0.65)], [0.05, 0.042, 0.032, 0.024]
    )
    arms.limb(
        [(0.09, 0.77), (0.03, 0.765), (-0.05, 0.815), (-0.098, 0.862)],
        [0.036, 0.030, 0.026, 0.022],
    )


def veil(x, y, height, wind=1.0, lift=0.0):
    """Return the outline of a veil that blows in the wind."""
    points = np.array(
        [
            *((0.0, 0.905), (0.06, 0.90), (0.22, 0.86 + lift * 0.4), (0.46, 0.80 + lift)),
            *((0.66, 0.84 + lift), (0.62, 0.66 + lift), (0.44, 0.50 + lift * 0.6)),
            *((0.26, 0.46), (0.12, 0.60), (0.03, 0.80)),
        ],
        np.float32,
    )
    return curve(points * [wind * height, -height] + [x, y])
