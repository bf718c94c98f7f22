/* What was dropped or chosen, with all folders, in the order in which people count. */

const LITTER = new Set([
  "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "@eadir", "__macosx", "lost+found",
  "#recycle", "$recycle.bin", "system volume information",
]);
const SIDECARS = new Set(["aae", "cos", "dop", "pp3", "thm", "xmp"]);
const naturally = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

const isLitter = (name) => name.startsWith(".") || LITTER.has(name.toLowerCase());
const isSidecar = (path) => SIDECARS.has(path.slice(path.lastIndexOf(".") + 1).toLowerCase());

/* The first folder below the one that was dropped is a section; the folder keeps all of the way. */
export function placed(path) {
  const way = path.split("/");
  const name = way.pop();
  return { name, folder: way.join("/"), section: way[1] ?? "" };
}

/* What a drop holds is only told at once. */
export function fromDrop({ items, files }) {
  const entries = [...items].filter((one) => one.kind === "file").map((one) => one.webkitGetAsEntry?.());
  if (!entries.length || entries.some((one) => !one)) return Promise.resolve(fromFiles(files));
  return walk(entries);
}

export function fromFiles(files) {
  const found = [...files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
  return sorted(found.filter(({ path }) => !path.split("/").some(isLitter)));
}

async function walk(entries) {
  const found = [];
  const waiting = entries.filter((one) => one.isFile || !isLitter(one.name));
  while (waiting.length) {
    const entry = waiting.pop();
    if (isLitter(entry.name)) continue;
    if (entry.isDirectory) waiting.push(...(await below(entry, found)));
    else found.push(await fileOf(entry));
  }
  return sorted(found);
}

/* A folder gives its entries in helpings, until one is empty. */
async function below(folder, found) {
  const reader = folder.createReader();
  const entries = [];
  for (;;) {
    const helping = await new Promise((resolve) => reader.readEntries(resolve, () => resolve(null)));
    if (!helping) found.push({ file: null, path: folder.fullPath.slice(1) });
    if (!helping?.length) return entries;
    entries.push(...helping);
  }
}

function fileOf(entry) {
  const path = entry.fullPath.slice(1);
  return new Promise((resolve) => {
    entry.file((file) => resolve({ file, path }), () => resolve({ file: null, path }));
  });
}

/* Folder by folder; sidecars go last, to find the picture that they belong to. */
function sorted(found) {
  return found.sort(
    (one, other) =>
      isSidecar(one.path) - isSidecar(other.path) || naturally.compare(one.path, other.path),
  );
}

/* What an album of these would be called. */
export function titleOf(found) {
  const tops = new Set(found.map(({ path }) => path.split("/")).map((way) => (way[1] ? way[0] : "")));
  return tops.size === 1 ? [...tops][0] : "";
}
