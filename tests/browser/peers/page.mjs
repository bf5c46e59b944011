// What both peers share: a server on a free port of loopback that ends with whoever started it.
import { createServer } from 'node:http';

// Whoever started us reads one line and hangs up; what else a library has to say goes elsewhere.
console.info = console.error;

/** Serves with `handle(request, response)`, prints `{ "url": .. }` and ends when standard input closes. */
export async function serve(handle) {
  const server = createServer((request, response) => {
    Promise.resolve(handle(request, response)).catch((error) => {
      process.stderr.write(`${error.stack}\n`);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  process.stdin.resume().on('end', () => process.exit(0));
  return { url, ready: () => process.stdout.write(`${JSON.stringify({ url })}\n`) };
}

/** The body of a form. */
export async function form(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

/** A page where somebody says who he is. */
export function signInPage(response, { title, action, account, hidden = {} }) {
  const fields = Object.entries(hidden).map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`);
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><html lang="en"><title>${title}</title><link rel="icon" href="data:,"><h1>${title}</h1><form method="post" action="${escape(action)}">
${fields.join('')}<label>Account <input name="account" value="${escape(account)}"></label>
<button name="answer" value="allow">Allow</button> <button name="answer" value="deny">Deny</button></form></html>`);
}

export function json(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

export function redirect(response, to) {
  response.writeHead(302, { location: to });
  response.end();
}

function escape(text) {
  return String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
