/* Collect dropped or chosen files from all folders, in natural order. */

const LITTER = new Set([
  "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "@eadir", "__macosx", "lost+found",
  "#recycle", "$recycle.bin", "system volume information",
]);
const SIDECARS = new Set(["aae", "cos", "dop", "pp3", "thm", "xmp"]);
const naturally = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

const isLitter = (name) => name.startsWith(".") || LITTER.has(name.toLowerCase());
const isSidecar = (path) => SIDECARS.has(path.slice(path.lastIndexOf(".") + 1).toLowerCase());

/* The first folder below the dropped one becomes the section. The whole path is kept as the folder. */
export function placed(path) {
  const way = path.split("/");
  const name = way.pop();
  return { name, folder: way.join("/"), section: way[1] ?? "" };
}

/* Read the entries at once: they are gone after the event handler returns. */
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

/* readEntries returns a part of the entries at a time, until one part is empty. */
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

/* Sidecars go last, because they are attached to a photo that must be there already. */
function sorted(found) {
  return found.sort(
    (one, other) =>
      isSidecar(one.path) - isSidecar(other.path) || naturally.compare(one.path, other.path),
  );
}

/* Suggest an album title: the name of the only top folder. */
export function titleOf(found) {
  const tops = new Set(found.map(({ path }) => path.split("/")).map((way) => (way[1] ? way[0] : "")));
  return tops.size === 1 ? [...tops][0] : "";
}
