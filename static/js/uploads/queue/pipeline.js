/* Hash the files, ask which ones the server has, upload the rest: three queues, one for each step. */
import { ask } from "clientpix/uploads/queue/server";
import { sha256Of } from "clientpix/uploads/queue/hasher";
import { bide, permitted, wentWell } from "clientpix/uploads/queue/retrying";
import { Interrupted, send } from "clientpix/uploads/queue/tus-upload";
import { changed, fail, finish } from "clientpix/uploads/queue/batches";
import { note } from "clientpix/uploads/queue/batch-store";
import { places, say } from "clientpix/uploads/text";

const SENDERS = 3;
const MOST_ASKED = 500;
const OUTCOMES = { placed: "new", here: "here", revived: "revived" };
const gathering = () => new Promise((resolve) => setTimeout(resolve, 250));

/* The file changed or went away after it was chosen. */
class Unreadable extends Error {
  sentence = say("unreadable");
}

/* The server will never take this file. After any other error another try may help. */
const isRefusal = ({ status }) => status >= 400 && status < 500;

/* A queue with at most `size` items in work at the same time. */
class Crew {
  list = [];
  busy = 0;

  constructor(size, work) {
    Object.assign(this, { size, work });
  }

  take(...items) {
    this.list.push(...items);
    while (this.busy < this.size && this.list.length) this.begin();
  }

  async begin() {
    this.busy++;
    while (this.list.length) {
      const item = this.list.shift();
      if (!item.isGone) await this.work(item);
    }
    this.busy--;
  }
}

const hashers = new Crew(1, hash);
const askers = new Crew(1, askFor);
const senders = new Crew(SENDERS, deliver);

export const work = (items) => {
  for (const item of items) hashers.take(item);
};

function turn(item, state) {
  item.state = state;
  changed();
}

async function hash(item) {
  turn(item, "hashing");
  try {
    item.sha256 ||= await sha256Of(item.file, (read) => {
      item.read = read;
      changed();
    });
  } catch {
    return fail(item, say("unreadable"));
  }
  turn(item, "ready");
  /* A started upload is resumed at its URL, and the server refuses an empty file: neither needs the question. */
  if (item.url || !item.size) senders.take(item);
  else askers.take(item);
}

/* Ask for all files that have gathered, in one request. */
async function askFor(first) {
  await gathering();
  const isMate = ({ shipment, isGone }) => shipment === first.shipment && !isGone;
  const mates = askers.list.filter(isMate).slice(0, MOST_ASKED - 1);
  askers.list = askers.list.filter((item) => !mates.includes(item));
  const items = [first, ...mates];
  try {
    const answers = await patiently(() => ask(places().held, question(items)));
    answers.answers.forEach((answer, number) => heard(items[number], answer));
  } catch (error) {
    for (const item of items) fail(item, error.sentence || say("failed"), isRefusal(error));
  }
}

function question(items) {
  const files = items.map(({ sha256, size, name, folder, section }) => {
    return { sha256, size, name, folder, section };
  });
  return JSON.stringify({ album: items[0].shipment.album.id, files });
}

function heard(item, answer) {
  if (item.isGone) return;
  if (OUTCOMES[answer]) return finish(item, OUTCOMES[answer]);
  item.wasUnknown = true;
  note(item);
  senders.take(item);
}

async function deliver(item) {
  try {
    const { outcome, picture } = await patiently(() => attempt(item), item);
    if (!item.isGone) finish(item, outcome, picture);
  } catch (error) {
    item.url = "";
    if (!item.isGone) fail(item, error.sentence || say("failed"), isRefusal(error));
  }
}

async function attempt(item) {
  turn(item, "sending");
  try {
    return await send(item);
  } catch (error) {
    if (error.status === 0 && !(await isReadable(item.file))) throw new Unreadable();
    if (![404, 410].includes(error.status) || !item.url) throw error;
    item.url = "";
    return attempt(item);
  }
}

/* Retry until it works. After any progress the delays start small again. */
async function patiently(once, item) {
  for (let tries = 0, sent = item?.sent; ; tries++) {
    await permitted();
    try {
      const result = await once();
      wentWell();
      return result;
    } catch (error) {
      if (item?.isGone) throw error;
      if (item && item.sent > sent) tries = 0;
      sent = item?.sent;
      if (item) turn(item, "ready");
      if (!(error instanceof Interrupted)) await bide(error, tries);
    }
  }
}

async function isReadable(file) {
  try {
    return Boolean(await file.slice(0, 1).arrayBuffer());
  } catch {
    return false;
  }
}
