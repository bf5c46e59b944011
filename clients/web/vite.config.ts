// Build settings of the app. The server embeds `dist` and serves it at `/` under a strict content security policy,
// so nothing is inlined: every script, style and picture is a file of its own with a hash in its name.
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds the API; start the server yourself and name it here when it is not the default. */
const server = process.env['CLAQUETA_ORIGIN'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // hls.js is half a megabyte by itself; it is loaded only where something plays.
    chunkSizeWarningLimit: 700,
    rolldownOptions: { input: ['index.html', 'embed.html'] },
  },
  server: { proxy: { '/api': server, '/media': server, '/embed/': { target: server, bypass: () => '/embed.html' } } },
  test: { include: ['test/**/*.test.ts'], environment: 'node', testTimeout: 60_000, hookTimeout: 60_000 },
});
