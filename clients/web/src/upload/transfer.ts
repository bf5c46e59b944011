// The bytes' way to the server: one tus upload with its retries, and what this browser remembers of earlier ones.
import * as tus from 'tus-js-client';
import { asApiError, parseProblem, type ApiError } from '../api/problem';
import { authorization } from '../api/session';

/** The same for every upload: the client's memory of an upload includes it. Absolute, since tus resolves `Location` against it. */
const ENDPOINT = new URL('/api/upload', location.href).href;

/** Waits between attempts, in milliseconds. They start again after each success. */
const RETRY_DELAYS = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000];

export interface TransferHandlers {
  progress(sent: number): void;
  /** The connection broke and a new attempt is on its way. */
  retrying(): void;
  done(): void;
  failed(error: ApiError): void;
}

/** An upload that this browser began and did not end. */
export interface Unfinished {
  videoId: string;
  fileName: string;
  previous: tus.PreviousUpload;
}

/** A tus upload of a file into a draft. It does not start by itself. */
export function createTransfer(file: File, videoId: string, handlers: TransferHandlers): tus.Upload {
  return new tus.Upload(file, {
    endpoint: ENDPOINT,
    metadata: { video_id: videoId, filename: file.name, filetype: file.type || 'application/octet-stream' },
    retryDelays: RETRY_DELAYS,
    removeFingerprintOnSuccess: true,
    onBeforeRequest: async (request) => {
      // Only the creation needs the user; from then on the upload's own address is the credential.
      if (request.getMethod() !== 'POST') return;
      const value = await authorization();
      if (value) request.setHeader('Authorization', value);
    },
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0;
      const again = navigator.onLine && (status === 0 || status >= 500 || [409, 423, 429].includes(status)) && status !== 507;
      if (again) handlers.retrying();
      return again;
    },
    onProgress: (sent) => handlers.progress(sent),
    onSuccess: () => handlers.done(),
    onError: (error) => handlers.failed(toError(error)),
  });
}

function toError(error: Error | tus.DetailedError): ApiError {
  const response = 'originalResponse' in error ? error.originalResponse : null;
  return response ? parseProblem(response.getBody(), response.getStatus()) : asApiError(error);
}

/** The newest unfinished upload of this very file (same name, size and time), if there is one. */
export async function findUnfinished(file: File): Promise<Unfinished | undefined> {
  const probe = new tus.Upload(file, { endpoint: ENDPOINT });
  return newestFirst(await probe.findPreviousUploads())[0];
}

/** Every unfinished upload that this browser knows of. */
export async function listUnfinished(): Promise<Unfinished[]> {
  return newestFirst(await tus.defaultOptions.urlStorage.findAllUploads());
}

/** Lets this browser forget an upload whose draft is gone. */
export async function forgetUnfinished(unfinished: Unfinished): Promise<void> {
  await tus.defaultOptions.urlStorage.removeUpload(unfinished.previous.urlStorageKey);
}

function newestFirst(uploads: tus.PreviousUpload[]): Unfinished[] {
  return uploads
    .filter((upload) => upload.metadata['video_id'])
    .sort((a, b) => Date.parse(b.creationTime) - Date.parse(a.creationTime))
    .map((previous) => ({ videoId: previous.metadata['video_id'] ?? '', fileName: previous.metadata['filename'] ?? '', previous }));
}
