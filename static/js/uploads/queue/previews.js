/* Small pictures of files on their way, made one after the other, apart from the page. */
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

/* Its ratio and its bytes; neither of them, if browsers cannot read such files. */
export function previewOf(file) {
  return new Promise((resolve) => {
    asked.set(++last, resolve);
    crew().postMessage({ number: last, file });
  });
}
