/* Measure the upload speed over the last seconds. */

const LOOKED_BACK = 12000;

let steps = [];

export function moved(bytes) {
  const now = performance.now();
  const last = steps.at(-1);
  if (last && now - last.at < 250) last.bytes += bytes;
  else steps.push({ at: now, bytes });
  while (steps.length && now - steps[0].at > LOOKED_BACK) steps.shift();
}

/* The pause between two connections would make the next figure too small. */
export function forgetSpeed() {
  steps = [];
}

/* Bytes per second, or 0 until there are enough samples. */
export function speed() {
  const now = performance.now();
  steps = steps.filter(({ at }) => now - at <= LOOKED_BACK);
  if (steps.length < 3) return 0;
  const bytes = steps.reduce((sum, step) => sum + step.bytes, 0);
  return (bytes * 1000) / Math.max(now - steps[0].at, 1000);
}
