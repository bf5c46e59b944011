// Uploads one file with tus-js-client from Node, as a script of a user would; made to be run through a connection that breaks.
// It fails unless an upload that was cut went on at the stored offset, in one and the same upload.
//
// Usage: node upload.mjs --endpoint http://127.0.0.1:8080/api/upload --file clip.mp4 --token T [--video ID]
//        [--via PORT] [--chunk-size BYTES] [--min-retries N]
// With --via every request goes to that port of 127.0.0.1 (a proxy that may cut), whatever host `Location` names.
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { DefaultHttpStack, Upload } from 'tus-js-client';
import { expect, run } from './lib/cli.mjs';

const RETRY_DELAYS = [0, 200, 500, 1000, 2000, 4000, 8000];

/** Sends every request to one port, and keeps a line for each. */
class RecordingStack extends DefaultHttpStack {
  constructor(port, requests) {
    super({});
    this.port = port;
    this.requests = requests;
  }

  createRequest(method, url) {
    const target = new URL(url);
    if (this.port) target.host = `127.0.0.1:${this.port}`;
    const request = super.createRequest(method, target.href);
    const entry = { method, path: target.pathname, offset: null, status: null };
    this.requests.push(entry);
    const { send } = request;
    request.send = async (body) => {
      entry.offset = request.getHeader('Upload-Offset') ?? null;
      const response = await send.call(request, body);
      entry.status = response.getStatus();
      entry.offset ??= response.getHeader('Upload-Offset') ?? null;
      return response;
    };
    return request;
  }
}

function send(options, requests, result) {
  const size = statSync(options.file).size;
  const metadata = { filename: basename(options.file), filetype: 'video/mp4', ...(options.video && { video_id: options.video }) };
  return new Promise((resolve, reject) => {
    const upload = new Upload(createReadStream(options.file), {
      endpoint: options.endpoint,
      uploadSize: size,
      chunkSize: options['chunk-size'] ? Number(options['chunk-size']) : Infinity,
      metadata,
      retryDelays: RETRY_DELAYS,
      httpStack: new RecordingStack(options.via, requests),
      // The address of the upload is the credential for the rest.
      onBeforeRequest: (request) => {
        if (request.getMethod() === 'POST') request.setHeader('Authorization', `Bearer ${options.token}`);
      },
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        const again = status === 0 || status >= 500 || status === 409 || status === 423;
        if (again) result.retries.push(status || error.message.slice(0, 120));
        return again;
      },
      onError: reject,
      onSuccess: () => {
        result.url = upload.url;
        result.size = size;
        resolve();
      },
    });
    upload.start();
  });
}

await run(
  {
    endpoint: { type: 'string', required: true },
    file: { type: 'string', required: true },
    token: { type: 'string', required: true },
    video: { type: 'string' },
    via: { type: 'string' },
    'chunk-size': { type: 'string' },
    'min-retries': { type: 'string', default: '0' },
  },
  async (options, result) => {
    const requests = [];
    Object.assign(result, { retries: [], requests });
    await send(options, requests, result);
    const created = requests.filter(({ method, status }) => method === 'POST' && status === 201).length;
    expect(created === 1, `${created} uploads were created instead of one`);
    expect(result.retries.length >= Number(options['min-retries']), `only ${result.retries.length} retries`);
    result.resumed_at = requests.filter(({ method, offset }) => method === 'HEAD' && offset !== null).map(({ offset }) => Number(offset));
    const restarted = requests.filter(({ method, offset }) => method === 'PATCH' && offset === '0').length > 1;
    const progressed = result.resumed_at.some((offset) => offset > 0);
    expect(result.resumed_at.length === 0 || progressed || !restarted, 'the upload began again at the first byte');
  },
);
