/* Tell the page every two seconds which photos have arrived, with one event per album. */
import { news } from "clientpix/uploads/queue/batches";

const TOGETHER = 2000;

let arrived = [];
let timer;

news.addEventListener("arrived", ({ detail }) => {
  arrived.push(detail);
  timer ??= setTimeout(tell, TOGETHER);
});

function tell() {
  timer = null;
  const items = arrived.splice(0);
  for (const item of items) item.isTold = true;
  for (const album of new Set(items.map(({ shipment }) => shipment.album.id))) {
    const own = items.filter(({ shipment }) => shipment.album.id === album);
    const pictures = own.map(({ picture }) => picture).filter(Boolean);
    document.dispatchEvent(new CustomEvent("clientpix:arrived", { detail: { album, pictures } }));
  }
}
