/* The files to upload, in batches: each file has one state, and one result in the end. */
import { placed } from "clientpix/uploads/queue/file-collection";
import * as store from "clientpix/uploads/queue/batch-store";
import { places, say } from "clientpix/uploads/text";

export const shipments = [];
export const news = new EventTarget();
export const OVER = new Set(["done", "failed"]);

let isTold = false;

/* Announce changes at most eight times a second, however many there are. */
export function changed() {
  if (isTold) return;
  isTold = true;
  setTimeout(() => {
    isTold = false;
    news.dispatchEvent(new Event("change"));
  }, 120);
}

export const allItems = () => shipments.flatMap((one) => [...one.items.values()]);

const keyOf = (path, size, mtime) => [path, size, mtime].join("|");

/* Return the running batch for that album, or a new one. */
export function shipmentTo(album) {
  const known = shipments.find((one) => one.album.id === album.id && !isOver(one));
  if (known) return known;
  const id = String(Date.now()) + Math.random().toString(36).slice(2);
  const shipment = { id, person: places().person, album, items: new Map() };
  shipments.push(shipment);
  return shipment;
}

export const itemsOf = (shipment) => [...shipment.items.values()];
export const isOver = (shipment) => itemsOf(shipment).every(({ state }) => OVER.has(state));

/* Add files to the batch and return those to work on. Files that are in the list already are skipped. */
export function add(shipment, found) {
  const fresh = [];
  for (const { file, path } of found) {
    const { size = 0, lastModified: mtime = 0 } = file ?? {};
    const key = keyOf(path, size, mtime);
    const known = shipment.items.get(key) ?? waitingLike(shipment, file, path);
    if (known && !["missing", "failed"].includes(known.state)) continue;
    const item = known ?? { shipment, key, path, size, mtime, sha256: "", url: "", ...placed(path) };
    Object.assign(item, { file, sent: 0, read: 0, sentence: "", state: "waiting", isRefused: false, isEarlier: false });
    shipment.items.set(item.key, item);
    dropEarlier(shipment.album, item);
    if (file) fresh.push(item);
    else fail(item, say("unreadable"));
  }
  store.remember(shipment, itemsOf(shipment).filter(({ state }) => state !== "done"));
  changed();
  return fresh;
}

/* A file that is chosen again alone, or in another folder of the same tree, has a shorter or a longer path. */
function waitingLike(shipment, file, path) {
  if (!file) return null;
  const isLike = (item) =>
    item.state === "missing" &&
    item.size === file.size &&
    item.mtime === file.lastModified &&
    (`/${item.path}`.endsWith(`/${path}`) || `/${path}`.endsWith(`/${item.path}`));
  return itemsOf(shipment).find(isLike) ?? null;
}

export function matches(shipment, found) {
  const isMissing = ({ file, path }) => {
    const key = file && keyOf(path, file.size, file.lastModified);
    const item = file && (shipment.items.get(key) ?? waitingLike(shipment, file, path));
    return item?.state === "missing";
  };
  return found.filter(isMissing).length;
}

/* A file that the server didn't know, and that is there now, was new: only its response was lost. */
export function finish(item, said, picture = "") {
  const outcome = item.wasUnknown && said === "here" ? "new" : said;
  Object.assign(item, { state: "done", outcome, picture, sent: item.size, file: null });
  store.forget(item);
  news.dispatchEvent(new CustomEvent("arrived", { detail: item }));
  settle(item.shipment);
}

export function fail(item, sentence, isRefused = false) {
  Object.assign(item, { state: "failed", sentence, isRefused, sent: 0 });
  if (isRefused) store.note(item);
  settle(item.shipment);
}

function settle(shipment) {
  if (isOver(shipment) && !failedOf(shipment).length) store.forgetAll(shipment);
  changed();
}

export const failedOf = (shipment) => itemsOf(shipment).filter(({ state }) => state === "failed");

/* Remove the batch in any state. */
export function drop(shipment) {
  for (const item of itemsOf(shipment)) item.isGone = true;
  shipments.splice(shipments.indexOf(shipment), 1);
  store.forgetAll(shipment);
  changed();
}

export function dropFinished() {
  for (const shipment of [...shipments]) {
    if (isOver(shipment)) drop(shipment);
    else for (const item of itemsOf(shipment).filter(({ isEarlier }) => isEarlier)) remove(item);
  }
}

function remove(item) {
  item.shipment.items.delete(item.key);
  store.forget(item);
  settle(item.shipment);
}

/* A file that is tried again needs no second line for its refusal on an earlier page. */
function dropEarlier(album, { key, shipment: own }) {
  for (const shipment of shipments) {
    const item = shipment !== own && shipment.album.id === album.id && shipment.items.get(key);
    if (item?.isEarlier) remove(item);
  }
}
