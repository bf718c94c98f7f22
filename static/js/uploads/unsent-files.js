/* Files that an earlier page could not upload: listed until they are chosen again or discarded. */
import { token } from "clientpix/uploads/queue/server";
import { pick } from "clientpix/uploads/file-picker";
import { add, changed, drop, itemsOf, matches, shipments } from "clientpix/uploads/queue/batches";
import * as store from "clientpix/uploads/queue/batch-store";
import { placed } from "clientpix/uploads/queue/file-collection";
import { piece, places, say } from "clientpix/uploads/text";
import { work } from "clientpix/uploads/queue/pipeline";
import { showToast } from "clientpix/parts/toasts";

const ANSWERED = 300;
const line = new BroadcastChannel("clientpix-tray");
const claimed = new Set();

/* Another window may be uploading these files right now. */
line.onmessage = ({ data }) => {
  if (data === "whose") line.postMessage(shipments.map(({ id }) => id));
  else for (const id of data) claimed.add(id);
};

async function remind() {
  line.postMessage("whose");
  await new Promise((resolve) => setTimeout(resolve, ANSWERED));
  for (const { id, person, album, rows } of await store.leftBy(places().person)) {
    if (claimed.has(id) || shipments.some((one) => one.id === id)) continue;
    const shipment = { id, person, album, items: new Map() };
    for (const row of rows) {
      shipment.items.set(row.key, itemFrom(row, shipment));
    }
    if (rows.length) shipments.push(shipment);
    else store.forgetAll(shipment);
  }
  changed();
}

/* A refused file is no longer waiting: it stays in the list, so that one can look up why it was refused. */
function itemFrom(row, shipment) {
  const isRefused = Boolean(row.refusal);
  const state = isRefused ? "failed" : "missing";
  const rest = { state, isRefused, isEarlier: isRefused, sentence: row.refusal, sent: 0, read: 0 };
  return { ...row, ...placed(row.path), shipment, ...rest };
}

export const missingOf = (shipment) => itemsOf(shipment).filter(({ state }) => state === "missing");

/* The unfinished batch that these files belong to, if any. */
export function owner(found) {
  return shipments.find((shipment) => matches(shipment, found));
}

async function choose(shipment, isFolder) {
  const found = await pick(isFolder);
  if (!found.length) return;
  if (matches(shipment, found)) work(add(shipment, found));
  else showToast(say("noneOfThese", { title: shipment.album.title }), "warning");
}

/* Delete the partial uploads now: the server would keep them for days. */
function giveUp(shipment) {
  for (const { url } of itemsOf(shipment)) {
    const headers = { "X-CSRFToken": token(), "Tus-Resumable": "1.0.0" };
    if (url) fetch(url, { method: "DELETE", headers }).catch(() => {});
  }
  drop(shipment);
}

export function offer(place) {
  const waiting = shipments.filter((one) => missingOf(one).length);
  const known = waiting.map((one) => `${one.id} ${missingOf(one).length}`).join();
  if (place.dataset.known === known) return;
  place.dataset.known = known;
  place.replaceChildren(...waiting.map(drawn));
}

function drawn(shipment) {
  const left = piece("leftover");
  const values = { number: missingOf(shipment).length, title: shipment.album.title };
  left.querySelector("p").textContent = say("notSent", values);
  left.addEventListener("click", ({ target }) => {
    const asked = target.closest("button")?.dataset.pick;
    if (asked === "discard") giveUp(shipment);
    else if (asked) choose(shipment, asked === "folder");
  });
  return left;
}

remind();
