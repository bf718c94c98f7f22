/* Decide when to continue after a pause, a lost connection, sleep, a sign-out or a busy server. */
import { isStillIn } from "clientpix/uploads/queue/server";
import { changed } from "clientpix/uploads/queue/batches";
import { forgetSpeed } from "clientpix/uploads/queue/speed";
import { say } from "clientpix/uploads/text";

const LONGEST = 15000;
const PASSING = new Set([0, 409, 423, 429, 502, 503, 504, 507]);
const GLANCE = 30000;

export const standing = { isPaused: false, isSignedOut: false, trouble: "" };

let stop = new AbortController();
let waiting = [];
let returns = 0;

export const interruption = () => stop.signal;

export function pause() {
  standing.isPaused = true;
  standing.trouble = "";
  forgetSpeed();
  stop.abort();
  changed();
}

export function resume() {
  standing.isPaused = false;
  goOn();
}

function goOn() {
  standing.trouble = "";
  if (standing.isPaused || standing.isSignedOut) return changed();
  if (stop.signal.aborted) stop = new AbortController();
  for (const go of waiting.splice(0)) go();
  changed();
}

export async function permitted() {
  while (standing.isPaused || standing.isSignedOut) {
    await new Promise((resolve) => waiting.push(resolve));
  }
}

/* Wait until another try makes sense. Throw the error if waiting can't help. */
export async function bide(error, tries) {
  if (error.status === 403) return signedOut(error, tries);
  const isPassing = PASSING.has(error.status) || (error.status >= 500 && tries < 5);
  if (!isPassing) throw error;
  if (![409, 423].includes(error.status)) trouble(error);
  await sleep(Math.min(LONGEST, 500 * 2 ** tries) * (0.75 + Math.random() / 2));
}

/* Clear the warning as soon as the server answers or takes bytes again: a large file may need many more minutes. */
export function wentWell() {
  if (!standing.trouble) return;
  standing.trouble = "";
  changed();
}

function trouble({ status, sentence }) {
  standing.trouble = status ? sentence || say("busy") : say("offline");
  forgetSpeed();
  changed();
}

/* End the wait early when the browser is online again. */
function sleep(time) {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      removeEventListener("online", wake);
      resolve();
    };
    const timer = setTimeout(wake, time);
    addEventListener("online", wake);
  });
}

/* A 403 may arrive late, for a request sent before the user signed in again: ignore it then. */
async function signedOut(error, tries) {
  const asOf = returns;
  if (await lookIn()) {
    if (tries > 1) throw error;
    return;
  }
  if (asOf !== returns) return;
  standing.isSignedOut = true;
  stop.abort();
  changed();
  await permitted();
}

async function lookIn() {
  try {
    return await isStillIn();
  } catch {
    return false;
  }
}

async function perhapsBack() {
  if (!standing.isSignedOut || !(await lookIn())) return;
  standing.isSignedOut = false;
  returns++;
  goOn();
}

addEventListener("online", wentWell);
addEventListener("focus", perhapsBack);
document.addEventListener("visibilitychange", perhapsBack);
setInterval(() => document.hidden || perhapsBack(), GLANCE);
