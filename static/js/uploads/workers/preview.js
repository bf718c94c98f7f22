/* Make previews of files that are still uploading. A format that the browser can't decode has none. */

const WIDTH = 480;

async function small(file) {
  const bitmap = await createImageBitmap(file, { resizeWidth: WIDTH, resizeQuality: "medium" });
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  bitmap.close();
  return { ratio: width / height, blob: await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 }) };
}

let last = Promise.resolve();
onmessage = ({ data: { number, file } }) => {
  last = last.then(async () => {
    try {
      postMessage({ number, ...(await small(file)) });
    } catch {
      postMessage({ number });
    }
  });
};
