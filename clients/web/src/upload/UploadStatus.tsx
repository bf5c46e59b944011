// After the start: the bytes on their way, then the encode, then the way to the video.
import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../components/Announcer';
import { Meter } from '../components/Meter';
import { locale, t } from '../i18n';
import { formatBytes, formatPercent, formatSpeed, formatTimeLeft } from '../lib/format';
import { EncodeProgress } from './EncodeProgress';
import { cancelUpload, dismissUpload, isSending, pauseUpload, resumeUpload, type UploadState } from './store';

/** Says each tenth once; every percent would drown the rest of the page. */
function useSpokenProgress(state: UploadState): void {
  const said = useRef('');
  const encoding = state.phase === 'encoding';
  const share = encoding ? (state.processing?.progress ?? 0) : state.size > 0 ? state.sent / state.size : 0;
  const tenth = Math.floor(share * 10) / 10;
  useEffect(() => {
    const percent = formatPercent(tenth, locale.value);
    const text =
      state.phase === 'uploading' && tenth > 0
        ? t('upload.announce', { percent })
        : encoding && tenth > 0
          ? t('encode.announce', { percent })
          : t(`upload.phase.${state.phase}`);
    if (text !== said.current) announce(text);
    said.current = text;
  }, [state.phase, tenth]);
}

function TransferFacts({ state }: { state: UploadState }) {
  const language = locale.value;
  const moving = state.phase === 'uploading' && state.bytesPerSecond > 0;
  return (
    <p class="facts">
      <span>{t('upload.sent', { sent: formatBytes(state.sent, language), total: formatBytes(state.size, language) })}</span>
      {moving && <span>{formatSpeed(state.bytesPerSecond, language)}</span>}
      {moving && state.secondsLeft !== null && <span>{t('upload.left', { time: formatTimeLeft(state.secondsLeft, language) })}</span>}
    </p>
  );
}

function Actions({ state }: { state: UploadState }) {
  const { phase } = state;
  const stopped = phase === 'paused' || (phase === 'failed' && !state.processing);
  return (
    <div class="actions">
      {(phase === 'uploading' || phase === 'retrying') && (
        <button type="button" class="button" onClick={pauseUpload}>
          {t('upload.pause')}
        </button>
      )}
      {stopped && (
        <button type="button" class="button button--primary" onClick={resumeUpload}>
          {phase === 'paused' ? t('upload.resume') : t('action.retry')}
        </button>
      )}
      {(isSending() || stopped) && (
        <button type="button" class="button button--plain" onClick={() => void cancelUpload()}>
          {t('action.cancel')}
        </button>
      )}
      {(phase === 'ready' || state.processing?.playable) && (
        <a class="button button--primary" href={`/watch/${state.videoId}`}>
          {t('action.watch')}
        </a>
      )}
      {!isSending() && !stopped && (
        <button type="button" class="button" onClick={dismissUpload}>
          {t('upload.another')}
        </button>
      )}
    </div>
  );
}

export function UploadStatus({ state }: { state: UploadState }) {
  useSpokenProgress(state);
  const sending = isSending() || (state.phase === 'failed' && !state.processing);
  return (
    <section class="panel upload-status" data-phase={state.phase}>
      <p class="upload-status__phase">{t(`upload.phase.${state.phase}`)}</p>
      <h2>{state.title}</h2>
      {state.error && (
        <p class="alert" role="alert">
          {state.error.message}
        </p>
      )}
      {sending && (
        <>
          <Meter label={t('upload.progress', { name: state.fileName })} share={state.size > 0 ? state.sent / state.size : 0} />
          <TransferFacts state={state} />
        </>
      )}
      {!sending && <EncodeProgress videoId={state.videoId} title={state.title} processing={state.processing} />}
      <Actions state={state} />
    </section>
  );
}
