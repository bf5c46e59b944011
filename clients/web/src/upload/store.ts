// The one upload of this tab. It lives outside the pages, so that one can look around while the bytes move.
import { signal } from '@preact/signals';
import type { PreviousUpload, Upload } from 'tus-js-client';
import { api, unwrap } from '../api/client';
import { asApiError, type ApiError } from '../api/problem';
import { watchProcessing } from '../api/processing';
import type { CreateVideo, Processing } from '../api/types';
import { Rate } from '../lib/rate';
import { createTransfer, findUnfinished } from './transfer';

/** `offline` is a pause that ends by itself; `encoding` begins with the last byte and includes waiting for a worker. */
export type Phase = 'uploading' | 'retrying' | 'paused' | 'offline' | 'encoding' | 'ready' | 'failed';

export interface UploadState {
  phase: Phase;
  fileName: string;
  title: string;
  videoId: string;
  sent: number;
  size: number;
  bytesPerSecond: number;
  secondsLeft: number | null;
  processing: Processing | null;
  error: ApiError | null;
}

export const upload = signal<UploadState | null>(null);

interface Running {
  transfer: Upload | null;
  rate: Rate;
  cancelled: AbortController;
}

let running: Running | null = null;

function update(changes: Partial<UploadState>): void {
  if (upload.value) upload.value = { ...upload.value, ...changes };
}

/** A draft of mine that waits for its bytes. */
export interface Target {
  videoId: string;
  title: string;
  /** Where an earlier attempt stopped, if this browser made one with the same file. */
  previous?: PreviousUpload;
}

/** Makes a draft to upload into. Throws the refusal, for the form to show. */
export async function createTarget(draft: CreateVideo): Promise<Target> {
  const { id, title } = await unwrap(api.POST('/api/videos', { body: draft }));
  return { videoId: id, title };
}

/** The draft that this file belongs to: the one named, or the one that it was once broken off on its way to. */
export async function findTarget(file: File, userId: string, draftId: string | null): Promise<Target | undefined> {
  const unfinished = await findUnfinished(file);
  const videoId = draftId ?? unfinished?.videoId;
  if (!videoId) return undefined;
  const { data } = await api.GET('/api/videos/{id}', { params: { path: { id: videoId } } });
  if (!data || data.author.id !== userId || !(data.state === 'draft' || data.state === 'failed')) return undefined;
  return { videoId, title: data.title, ...(unfinished?.videoId === videoId && { previous: unfinished.previous }) };
}

/** Sends the file, from where an earlier attempt stopped. */
export function startUpload(file: File, target: Target): void {
  const { videoId, title, previous } = target;
  const run: Running = { transfer: null, rate: new Rate(), cancelled: new AbortController() };
  running = run;
  upload.value = {
    phase: 'uploading',
    fileName: file.name,
    title,
    videoId,
    sent: 0,
    size: file.size,
    bytesPerSecond: 0,
    secondsLeft: null,
    processing: null,
    error: null,
  };
  run.transfer = createTransfer(file, videoId, {
    progress: (sent) => onProgress(run, sent),
    retrying: () => update({ phase: 'retrying' }),
    done: () => void followEncode(run, videoId),
    failed: (error) => update(navigator.onLine ? { phase: 'failed', error } : { phase: 'offline' }),
  });
  if (previous) run.transfer.resumeFromPreviousUpload(previous);
  run.transfer.start();
}

function onProgress(run: Running, sent: number): void {
  run.rate.record(sent, performance.now());
  const phase = upload.value?.phase === 'paused' ? 'paused' : 'uploading';
  update({ phase, sent, bytesPerSecond: run.rate.perSecond, secondsLeft: run.rate.secondsLeft(upload.value?.size ?? sent) });
}

async function followEncode(run: Running, videoId: string): Promise<void> {
  update({ phase: 'encoding', sent: upload.value?.size ?? 0 });
  try {
    for await (const processing of watchProcessing(videoId, run.cancelled.signal)) {
      const phase = processing.state === 'ready' || processing.state === 'failed' ? processing.state : 'encoding';
      update({ processing, phase });
    }
  } catch (thrown) {
    update({ phase: 'failed', error: asApiError(thrown) });
  }
}

export function pauseUpload(): void {
  update({ phase: 'paused' });
  running?.rate.interrupt();
  void running?.transfer?.abort();
}

/** Goes on after a pause or a failure, at the byte that the server has. */
export function resumeUpload(): void {
  update({ phase: 'uploading', error: null });
  running?.transfer?.start();
}

/** Stops for good: the bytes on the server and the draft are given up. */
export async function cancelUpload(): Promise<void> {
  const videoId = upload.value?.videoId;
  const transfer = running?.transfer;
  dismissUpload();
  await transfer?.abort(true).catch(() => undefined);
  if (videoId) await api.DELETE('/api/videos/{id}', { params: { path: { id: videoId } } }).catch(() => undefined);
}

/** Clears the screen for the next file or user. The video stays, and so do bytes under way, for a later attempt. */
export function dismissUpload(): void {
  running?.cancelled.abort();
  void running?.transfer?.abort();
  running = null;
  upload.value = null;
}

/** True while leaving the page would break something off. */
export const isSending = (): boolean => ['uploading', 'retrying', 'paused', 'offline'].includes(upload.value?.phase ?? '');

/** Warns before a reload in the middle, keeps stray drops off, and goes on by itself when the network is back. */
export function startUploadGuards(): void {
  addEventListener('beforeunload', (event) => {
    if (isSending()) event.preventDefault();
  });
  // A file dropped beside the drop zone must not replace the app by the file.
  for (const name of ['dragover', 'drop'] as const) addEventListener(name, (event) => event.preventDefault());
  addEventListener('online', () => {
    if (upload.value?.phase === 'offline') resumeUpload();
  });
}
