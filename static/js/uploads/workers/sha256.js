/* Hash files one after the other, with the browser's own SHA-256 where it is available. */

const PIECE = 4 * 1024 ** 2;
const AT_ONCE = 64 * 1024 ** 2;
const PRIMES = primes(64);
const part = (root) => Math.floor((root - Math.floor(root)) * 2 ** 32);
const ROUNDS = new Uint32Array(PRIMES.map((prime) => part(Math.cbrt(prime))));
const START = PRIMES.slice(0, 8).map((prime) => part(Math.sqrt(prime)));

function primes(count) {
  const found = [];
  for (let number = 2; found.length < count; number++) {
    if (found.every((prime) => number % prime)) found.push(number);
  }
  return found;
}

class Sha256 {
  state = new Uint32Array(START);
  rest = new Uint8Array(64);
  waiting = 0;
  length = 0;
  words = new Uint32Array(64);

  update(bytes) {
    this.length += bytes.length;
    let at = 0;
    if (this.waiting) {
      at = Math.min(64 - this.waiting, bytes.length);
      this.rest.set(bytes.subarray(0, at), this.waiting);
      this.waiting += at;
      if (this.waiting < 64) return;
      this.mix(new DataView(this.rest.buffer), 0);
      this.waiting = 0;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (; at + 64 <= bytes.length; at += 64) this.mix(view, at);
    this.rest.set(bytes.subarray(at));
    this.waiting = bytes.length - at;
  }

  mix(view, at) {
    const { state, words } = this;
    for (let n = 0; n < 16; n++) words[n] = view.getUint32(at + 4 * n);
    for (let n = 16; n < 64; n++) {
      const x = words[n - 15];
      const y = words[n - 2];
      const small = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const large = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      words[n] = (words[n - 16] + small + words[n - 7] + large) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let n = 0; n < 64; n++) {
      const turned = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const one = (h + turned + ((e & f) ^ (~e & g)) + ROUNDS[n] + words[n]) | 0;
      const other = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const most = (a & b) ^ (a & c) ^ (b & c);
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + other + most) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, n) => (state[n] += word));
  }

  digest() {
    const bits = this.length * 8;
    const tail = new Uint8Array(this.waiting < 56 ? 64 - this.waiting : 128 - this.waiting);
    const view = new DataView(tail.buffer);
    tail[0] = 0x80;
    view.setUint32(tail.length - 8, Math.floor(bits / 2 ** 32));
    view.setUint32(tail.length - 4, bits >>> 0);
    this.update(tail);
    return [...this.state].map((word) => word.toString(16).padStart(8, "0")).join("");
  }
}

/* Browsers offer crypto.subtle only on https and localhost, but many studios use http in their own network. */
async function whole(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function piecewise(file, report) {
  const sum = new Sha256();
  for (let at = 0; at < file.size; at += PIECE) {
    sum.update(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()));
    report(Math.min(at + PIECE, file.size));
  }
  return sum.digest();
}

async function hash({ number, file, byHand }) {
  const report = (read) => postMessage({ number, read });
  try {
    const isSmall = file.size <= AT_ONCE && crypto.subtle && !byHand;
    postMessage({ number, sha256: await (isSmall ? whole(file) : piecewise(file, report)) });
  } catch {
    postMessage({ number, unreadable: true });
  }
}

let last = Promise.resolve();
onmessage = ({ data }) => (last = last.then(() => hash(data)));
