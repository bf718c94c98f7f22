/* Count the uploads by state, and describe the counts for the tray. */
import { speed } from "clientpix/uploads/queue/speed";
import { standing } from "clientpix/uploads/queue/retrying";
import { OVER, allItems, shipments } from "clientpix/uploads/queue/batches";
import { bytes, duration, say } from "clientpix/uploads/text";

export function counted() {
  const found = { files: 0, over: 0, size: 0, sent: 0, new: 0, here: 0, revived: 0, failed: 0, missing: 0, earlier: 0 };
  for (const item of allItems()) {
    if (item.state === "missing") {
      found.missing++;
      continue;
    }
    if (item.isEarlier) {
      found.earlier++;
      continue;
    }
    found.files++;
    found.size += item.size;
    found.sent += OVER.has(item.state) ? item.size : item.sent;
    if (OVER.has(item.state)) found.over++;
    if (item.state === "done") found[item.outcome]++;
    if (item.state === "failed") found.failed++;
  }
  return { ...found, left: found.files - found.over };
}

const isCounted = ({ state, isEarlier }) => state !== "missing" && !isEarlier;
const goals = () => shipments.filter(({ items }) => [...items.values()].some(isCounted));

export function title(found) {
  if (standing.isSignedOut) return say("signedOut");
  if (standing.isPaused && found.left) return say("paused");
  const albums = goals();
  if (found.left && albums.length > 1) return say("sendingMany", { number: albums.length });
  if (found.left) return say("sending", { title: albums[0].album.title });
  if (found.failed) return say("ended", { number: found.failed });
  if (found.files) return say("endedWell");
  return found.missing ? say("unsent") : say("ended", { number: found.earlier });
}

/* 1.2 GB of 38 GB · 24 MB/s · 26 min left */
export function line(found) {
  const said = [say("of", { sent: bytes(found.sent), total: bytes(found.size) })];
  const pace = speed();
  if (found.left && pace) {
    said.push(say("pace", { speed: bytes(pace) }));
    said.push(say("left", { time: duration((found.size - found.sent) / pace) }));
  }
  return said.join(" · ");
}

/* 2,913 new, 74 already here, 3 failed */
export function summary(found) {
  const counts = { toGo: found.left, new: found.new, here: found.here, revived: found.revived, failed: found.failed };
  const said = Object.entries(counts).filter(([name, count]) => count || (name === "new" && !found.left));
  return said.map(([name, count]) => say(`count${name[0].toUpperCase()}${name.slice(1)}`, { number: count })).join(", ");
}

/* The short text on the folded tray. */
export function brief(found) {
  if (!found.files) return title(found);
  if (!found.left) return summary(found);
  const pace = !standing.isPaused && speed();
  const said = [say("of", { sent: found.over, total: found.files })];
  if (standing.isPaused) said.push(say("paused"));
  else if (pace) said.push(say("left", { time: duration((found.size - found.sent) / pace) }));
  return said.join(" · ");
}

const RESULTS = { new: "added", here: "alreadyHere", revived: "fromTheTrash" };

export function become(item) {
  if (item.state === "failed") return item.sentence;
  if (item.state === "done") return say(RESULTS[item.outcome]);
  if (item.state === "hashing") return say("reading");
  if (item.state === "sending") return say("of", { sent: bytes(item.sent), total: bytes(item.size) });
  return bytes(item.size);
}
