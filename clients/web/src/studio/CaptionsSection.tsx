// What is said in a video, in many languages: which captions there are, one more, one less.
import { useState } from 'preact/hooks';
import { api, unwrap } from '../api/client';
import type { CaptionTrack } from '../api/types';
import { Confirm } from '../components/Confirm';
import { Loading } from '../components/Loading';
import { Section } from '../components/Section';
import { toast } from '../components/Toasts';
import { useLoad } from '../components/useLoad';
import { locale, t } from '../i18n';
import { CaptionsForm } from './CaptionsForm';
import { languageName } from '../lib/languages';

interface Props {
  video: string;
  /** There are others now: a player has to look again. */
  onChange: () => void;
}

export function CaptionsSection({ video, onChange }: Props) {
  const params = { path: { id: video } };
  const found = useLoad((signal) => unwrap(api.GET('/api/videos/{id}/captions', { params, signal })));
  const [puts, setPuts] = useState(0);
  const tracks = found.data?.items ?? [];
  const changed = (words: string): void => {
    found.reload();
    onChange();
    toast(words);
  };
  const remove = async ({ language, label }: CaptionTrack): Promise<void> => {
    await unwrap<unknown>(api.DELETE('/api/videos/{id}/captions/{lang}', { params: { path: { id: video, lang: language } } }));
    changed(t('captions.removed', { label }));
  };
  return (
    <Section title={t('player.captions')} text={t('captions.text')}>
      {!found.data && <Loading of={found} />}
      {found.data && tracks.length === 0 && <p class="section__text">{t('captions.none')}</p>}
      <ul class="entries">
        {tracks.map((track) => (
          <li key={track.language} class="entry">
            <div class="entry__text">
              <strong>{track.label}</strong> {track.default && <span class="badge">{t('captions.isDefault')}</span>}
              <p class="facts">
                <span>{languageName(track.language, locale.value)}</span>
                <span>{t(`captions.kind.${track.kind}`)}</span>
              </p>
            </div>
            <Confirm
              label={t('action.remove')}
              name={t('captions.removeOf', { label: track.label })}
              title={t('captions.remove.title', { label: track.label })}
              text={t('captions.remove.text')}
              action={t('action.remove')}
              run={() => remove(track)}
            />
          </li>
        ))}
      </ul>
      {found.data && (
        <>
          <h3 class="section__part">{t('captions.add')}</h3>
          <CaptionsForm
            key={puts}
            video={video}
            taken={tracks.map(({ language }) => language)}
            onPut={({ label }) => {
              setPuts(puts + 1);
              changed(t('captions.saved', { label }));
            }}
          />
        </>
      )}
    </Section>
  );
}
