/* Accept dropped files anywhere in the studio. An overlay says where they will go. */
import { chooseFor } from "clientpix/uploads/album-picker";
import { fromDrop } from "clientpix/uploads/queue/file-collection";
import { owner } from "clientpix/uploads/unsent-files";
import { add, shipmentTo } from "clientpix/uploads/queue/batches";
import { piece, places, say } from "clientpix/uploads/text";
import { work } from "clientpix/uploads/queue/pipeline";
import { showToast } from "clientpix/parts/toasts";

let veil;
let isOurs = false;

/* The album of the current page, if the user may add to it. */
export function here() {
  const { album, albumTitle, albumPage, mayAdd } = document.querySelector("main").dataset;
  return mayAdd === undefined ? null : { id: album, title: albumTitle, page: albumPage };
}

export function sendTo(album, found) {
  work(add(shipmentTo(album), found));
}

export async function take(found) {
  const waited = owner(found);
  if (!found.length) showToast(say("nothing"), "warning");
  else if (waited && (here()?.id ?? waited.album.id) === waited.album.id) work(add(waited, found));
  else if (here()) sendTo(here(), found);
  else chooseFor(found, sendTo);
}

function words() {
  if (here()) return say("dropHere", { title: here().title });
  return say(places().owner === undefined ? "dropToChoose" : "dropAnywhere");
}

function lift() {
  veil?.remove();
  veil = null;
}

function lower() {
  if (veil) return;
  veil = piece("veil");
  veil.querySelector("p").textContent = words();
  document.body.append(veil);
  veil.showPopover();
}

/* Browsers also offer a file when an image of the page itself is dragged. */
const carriesFiles = ({ dataTransfer }) => !isOurs && dataTransfer?.types.includes("Files");
const isFree = () => !document.querySelector("dialog[open]");

addEventListener("dragstart", () => (isOurs = true));
addEventListener("dragend", () => (isOurs = false));
addEventListener("dragover", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = isFree() ? "copy" : "none";
  if (isFree()) lower();
});
addEventListener("dragleave", ({ relatedTarget }) => !relatedTarget && lift());
addEventListener("drop", async (event) => {
  lift();
  if (!carriesFiles(event)) return;
  event.preventDefault();
  if (isFree()) take(await fromDrop(event.dataTransfer));
});
