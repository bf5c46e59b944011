// The page that a player is tried on: on the server's own origin, or on another one to try CORS.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const { resolve } = createRequire(import.meta.url);
const DIST = { hls: resolve('hls.js/dist/hls.min.js'), shaka: resolve('shaka-player/dist/shaka-player.compiled.js') };
const FOLDER = '/__player__/';
const HTML = `<!doctype html><meta charset="utf-8"><title>player</title>
<link rel="icon" href="data:,"><style>body{margin:0;background:#222}video{width:100vw;height:100vh}</style><video muted playsinline></video>
<script src="library.js"></script><script src="adapter.js"></script><script src="page.js"></script>`;

function files(player) {
  const own = (name) => readFileSync(fileURLToPath(new URL(`../players/${name}`, import.meta.url)));
  const script = (body) => ({ contentType: 'text/javascript', body });
  return {
    [FOLDER]: { contentType: 'text/html', body: HTML },
    [`${FOLDER}library.js`]: script(readFileSync(DIST[player])),
    [`${FOLDER}adapter.js`]: script(own(`${player}.js`)),
    [`${FOLDER}page.js`]: script(own('page.js')),
  };
}

/** Opens the page with the player's scripts on `origin`, where they are answered by the browser itself, not by the server. */
export async function openOn(page, player, origin) {
  const served = files(player);
  await page.route(`${origin}${FOLDER}**`, (route) => route.fulfill(served[new URL(route.request().url()).pathname] ?? { status: 404 }));
  await page.goto(`${origin}${FOLDER}`);
}

/** Opens the page on a small server of its own, so that everything from `origin` is cross-origin. Gives a function that stops it. */
export async function openElsewhere(page, player) {
  const served = files(player);
  const server = createServer((request, response) => {
    const file = served[request.url];
    response.writeHead(file ? 200 : 404, { 'Content-Type': file?.contentType ?? 'text/plain' }).end(file?.body);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  await page.goto(`http://127.0.0.1:${server.address().port}${FOLDER}`);
  return () => server.close();
}
