/* Make previews of uploading files in a worker, one after the other. */
import { places } from "clientpix/uploads/text";

const asked = new Map();
let worker;
let last = 0;

function crew() {
  if (worker) return worker;
  worker = new Worker(places().picturing, { type: "module" });
  worker.onmessage = ({ data: { number, ...made } }) => {
    asked.get(number)(made);
    asked.delete(number);
  };
  return worker;
}

/* Resolve with the aspect ratio and the image, or with neither if the browser can't read the format. */
export function previewOf(file) {
  return new Promise((resolve) => {
    asked.set(++last, resolve);
    crew().postMessage({ number: last, file });
  });
}
