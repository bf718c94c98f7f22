/* Near the upper and lower edge the page goes along with what is dragged there. */

const NEAR = 70;
const FASTEST = 18;

export function scrolling(moved) {
  let speed = 0;
  let frame = 0;
  const step = () => {
    frame = speed ? requestAnimationFrame(step) : 0;
    if (!speed) return;
    scrollBy({ top: speed, behavior: "instant" });
    moved();
  };
  return {
    at(y) {
      const [above, under] = [NEAR - y, y - (innerHeight - NEAR)];
      speed = above > 0 ? -pace(above) : under > 0 ? pace(under) : 0;
      if (speed && !frame) frame = requestAnimationFrame(step);
    },
    stop() {
      speed = 0;
      cancelAnimationFrame(frame);
    },
  };
}

const pace = (depth) => Math.ceil(FASTEST * Math.min(1, depth / NEAR));
