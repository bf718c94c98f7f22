/* One line in, [path, folder]; one line out, the seconds of CPU that its renditions took. */
const sharp = require("sharp");

const SIZES = [
  [2400, 92, "web"],
  [800, 90, "thumbnails"],
  [400, 85, "small"],
];

sharp.concurrency(1);
sharp.cache(false);

async function develop(path, into) {
  const fit = { fit: "inside", withoutEnlargement: true };
  const whole = sharp(path).rotate().resize(2400, 2400, fit).raw();
  const { data, info } = await whole.toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  for (const [longest, quality, kind] of SIZES) {
    const image = sharp(data, { raw }).resize(longest, longest, fit);
    await image.webp({ quality, effort: 4 }).toFile(`${into}/${kind}.webp`);
  }
}

require("readline")
  .createInterface({ input: process.stdin })
  .on("line", async (line) => {
    const before = process.cpuUsage();
    await develop(...JSON.parse(line));
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1e6);
  });
