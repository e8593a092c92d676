/* Asks the server one thing after another; only what is asked last is answered.

   const asking = new Asking();
   const { isNewest, status, said } = await asking.ask(address, body);

   A newer question stops an older one, and so does stop(): then isNewest is false, though the answer
   may have begun to come. The status is 0 where nobody answered; what was said is null where it
   cannot be read. */

const HEADERS = { Accept: "application/json", "X-Requested-With": "fetch" };
const NOBODY = { status: 0, said: null };

async function read(address, body, signal) {
  try {
    const answer = await fetch(address, { method: "POST", body, headers: HEADERS, signal });
    return { status: answer.status, said: await answer.json().catch(() => null) };
  } catch {
    return NOBODY;
  }
}

export class Asking {
  async ask(address, body) {
    this.stop();
    const mine = (this.last = new AbortController());
    const answer = await read(address, body, mine.signal);
    return { isNewest: this.last === mine, ...answer };
  }

  stop() {
    this.last?.abort();
    this.last = null;
  }
}
