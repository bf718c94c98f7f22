/* Let the user choose files or a folder in the system's dialog. */
import { fromFiles } from "clientpix/uploads/queue/file-collection";

export function pick(isFolder) {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.webkitdirectory = isFolder;
  return new Promise((resolve) => {
    input.onchange = () => resolve(fromFiles(input.files));
    input.oncancel = () => resolve([]);
    input.click();
  });
}
