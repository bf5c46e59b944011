// Off, or one of the text tracks. The element's own list is the truth, whoever changes it.
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { locale, t } from '../i18n';
import { languageName } from '../lib/languages';

const OFF = -1;

const words = (video: HTMLVideoElement): TextTrack[] =>
  [...video.textTracks].filter((track) => track.kind === 'subtitles' || track.kind === 'captions');

/** Switches to one of them, or to none. */
function show(video: HTMLVideoElement, wanted: number): void {
  for (const [index, track] of words(video).entries()) track.mode = index === wanted ? 'showing' : 'disabled';
}

/** Off and on again, as the `c` key does: on means the viewer's language, or the first. */
export function toggleCaptions(video: HTMLVideoElement): void {
  const tracks = words(video);
  if (tracks.some((track) => track.mode === 'showing')) show(video, OFF);
  else
    show(
      video,
      Math.max(
        0,
        tracks.findIndex((track) => track.language.startsWith(locale.value)),
      ),
    );
}

const nameOf = (track: TextTrack): string => track.label || languageName(track.language, locale.value);

export function CaptionsMenu({ video }: { video: RefObject<HTMLVideoElement | null> }) {
  const [, setChange] = useState(0);
  useEffect(() => {
    const list = video.current?.textTracks;
    if (!list) return;
    const look = (): void => setChange((count) => count + 1);
    const names = ['addtrack', 'removetrack', 'change'] as const;
    for (const name of names) list.addEventListener(name, look);
    return () => {
      for (const name of names) list.removeEventListener(name, look);
    };
  }, []);
  const tracks = video.current ? words(video.current) : [];
  if (tracks.length === 0) return null;
  return (
    <select
      class="select controls__select controls__captions"
      aria-label={t('player.captions')}
      value={String(tracks.findIndex((track) => track.mode === 'showing'))}
      onChange={(event) => {
        if (video.current) show(video.current, Number(event.currentTarget.value));
      }}
    >
      <option value={String(OFF)}>{t('player.captionsOff')}</option>
      {tracks.map((track, index) => (
        <option key={`${track.language} ${track.label}`} value={String(index)}>
          {nameOf(track)}
        </option>
      ))}
    </select>
  );
}
