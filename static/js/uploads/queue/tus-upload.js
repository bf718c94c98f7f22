/* Try once to upload one file, from the offset that the server has. */
import { Refusal, sentenceIn, token } from "clientpix/uploads/queue/server";
import { moved } from "clientpix/uploads/queue/speed";
import { interruption, wentWell } from "clientpix/uploads/queue/retrying";
import { changed } from "clientpix/uploads/queue/batches";
import { note } from "clientpix/uploads/queue/batch-store";
import { places } from "clientpix/uploads/text";

const CHUNK = 16 * 1024 ** 2;
const IN_ONE_GO = 1024 ** 2;

let loaded;

function tus() {
  loaded ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = places().tus;
    script.onload = () => resolve(window.tus);
    script.onerror = () => {
      loaded = null;
      script.remove();
      reject(new Refusal(0));
    };
    document.head.append(script);
  });
  return loaded;
}

export class Interrupted extends Error {}

export async function send(item) {
  const { Upload } = await tus();
  const signal = interruption();
  return new Promise((resolve, reject) => {
    const upload = new Upload(item.file, {
      ...destination(item),
      chunkSize: CHUNK,
      retryDelays: null,
      storeFingerprintForResuming: false,
      uploadDataDuringCreation: item.size <= IN_ONE_GO,
      headers: { "X-CSRFToken": token() },
      onUploadUrlAvailable: () => keep(item, upload.url),
      onProgress: (sent) => progress(item, sent),
      onSuccess: ({ lastResponse }) => resolve(resultIn(lastResponse)),
      onError: (error) => reject(refusalOf(error)),
    });
    const interrupt = () => {
      upload.abort();
      reject(new Interrupted());
    };
    if (signal.aborted) return interrupt();
    signal.addEventListener("abort", interrupt, { once: true });
    item.from = null;
    upload.start();
  });
}

/* Give tus only the upload's URL when there is one: with an endpoint it would silently start a new upload. */
function destination({ url, name, folder, section, sha256, shipment }) {
  if (url) return { uploadUrl: url };
  const metadata = { filename: name, album: shipment.album.id, sha256 };
  if (folder) metadata.folder = folder;
  if (section) metadata.section = section;
  return { endpoint: new URL(places().uploads, location).href, metadata };
}

function keep(item, url) {
  wentWell();
  if (item.url === url) return;
  item.url = url;
  if (item.size > IN_ONE_GO) note(item);
}

function progress(item, sent) {
  if (item.from !== null && sent > item.from) {
    moved(sent - item.from);
    wentWell();
  }
  item.from = sent;
  item.sent = sent;
  changed();
}

const resultIn = (response) => ({
  outcome: response.getHeader("Client-Pix-Outcome") || "new",
  picture: response.getHeader("Client-Pix-Picture") || "",
});

function refusalOf({ originalResponse: response }) {
  return response ? new Refusal(response.getStatus(), sentenceIn(response.getBody())) : new Refusal(0);
}
