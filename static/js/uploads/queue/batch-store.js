/* Keep the list of unfinished files in IndexedDB, so that a reload loses none of them. */

let opened;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("clientpix-tray", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("shipments", { keyPath: "id" });
      const files = asked.result.createObjectStore("files", { keyPath: ["shipment", "key"] });
      files.createIndex("shipment", "shipment");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

/* Uploading works without storage as well, for example in a private window. */
async function write(change) {
  try {
    const changing = (await database()).transaction(["shipments", "files"], "readwrite");
    change(changing.objectStore("shipments"), changing.objectStore("files"));
    await new Promise((resolve, reject) => {
      changing.oncomplete = resolve;
      changing.onerror = changing.onabort = () => reject(changing.error);
    });
  } catch (error) {
    console.warn("This browser keeps no list of what is not sent yet.", error);
  }
}

const row = ({ shipment, key, path, size, mtime, sha256, url, wasUnknown, isRefused, sentence }) => {
  const refusal = isRefused ? sentence : "";
  return { shipment: shipment.id, key, path, size, mtime, sha256, url, wasUnknown, refusal };
};
const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export function remember({ id, person, album }, items) {
  return write((shipments, files) => {
    shipments.put({ id, person, album });
    for (const item of items) files.put(row(item));
  });
}

export const note = (item) => write((shipments, files) => files.put(row(item)));
export const forget = (item) => write((shipments, files) => files.delete([item.shipment.id, item.key]));

export function forgetAll({ id }) {
  return write((shipments, files) => {
    shipments.delete(id);
    files.delete(IDBKeyRange.bound([id], [id, []]));
  });
}

/* Return the batches of that person, each with its files. */
export async function leftBy(person) {
  try {
    const reading = (await database()).transaction(["shipments", "files"]);
    const shipments = await asked(reading.objectStore("shipments").getAll());
    const rows = reading.objectStore("files").index("shipment");
    const own = shipments.filter((one) => one.person === person);
    return await Promise.all(own.map(async (one) => ({ ...one, rows: await asked(rows.getAll(one.id)) })));
  } catch {
    return [];
  }
}
