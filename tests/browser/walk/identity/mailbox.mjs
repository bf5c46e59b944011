// The mails that the server wrote into its folder, as its page for trials shows them.
import { until } from '../../lib/cli.mjs';

export class Mailbox {
  constructor(origin) {
    this.url = `${origin}/dev/mail`;
    this.read = new Set();
  }

  /** Waits for a mail to this address that was not read yet and whose text has a link to this page; gives the link. */
  async link(address, page) {
    const pattern = new RegExp(`https?://\\S+${page}\\S*`);
    return until(
      async () => {
        const answer = await fetch(this.url, { headers: { accept: 'application/json' } });
        const { items } = await answer.json();
        const mail = items.find(({ id, to, text }) => !this.read.has(id) && to.includes(address) && pattern.test(text));
        if (!mail) return undefined;
        this.read.add(mail.id);
        return pattern.exec(mail.text)[0];
      },
      20,
      `a mail to ${address} with a link to ${page}`,
    );
  }
}
