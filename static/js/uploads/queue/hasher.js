/* Hash files in a worker, which is started on first use. */
import { places } from "clientpix/uploads/text";

const asked = new Map();
let worker;
let last = 0;

function crew() {
  if (worker) return worker;
  worker = new Worker(places().hashing, { type: "module" });
  worker.onmessage = ({ data }) => answer(data);
  return worker;
}

function answer({ number, read, sha256, unreadable }) {
  const { resolve, reject, report } = asked.get(number);
  if (read) return report(read);
  asked.delete(number);
  if (unreadable) reject(new Error("unreadable"));
  else resolve(sha256);
}

export function sha256Of(file, report, byHand = false) {
  return new Promise((resolve, reject) => {
    asked.set(++last, { resolve, reject, report });
    crew().postMessage({ number: last, file, byHand });
  });
}
