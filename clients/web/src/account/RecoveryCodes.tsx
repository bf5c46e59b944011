// The recovery codes, which are shown this once: to be copied, saved or printed before they go.
import { useState } from 'preact/hooks';
import { user } from '../api/session';
import { CheckField } from '../components/Field';
import { CopyButton } from '../components/CopyButton';
import { useFocus } from '../components/useFocus';
import { t } from '../i18n';

interface Props {
  codes: readonly string[];
  onDone: () => void;
}

export function RecoveryCodes({ codes, onDone }: Props) {
  const [kept, setKept] = useState(false);
  const heading = useFocus<HTMLHeadingElement>();
  const head = t('recovery.file', { site: location.host, name: user.value?.handle ?? '' });
  const file = `${head}\n\n${codes.join('\n')}\n`;
  return (
    <div class="recovery">
      <h3 ref={heading} tabIndex={-1}>
        {t('recovery.title')}
      </h3>
      <p class="section__text">{t('recovery.text')}</p>
      <ul class="recovery__codes" aria-label={t('recovery.title')}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div class="actions">
        <CopyButton text={codes.join('\n')} label={t('recovery.copy')} />
        <a
          class="button"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(file)}`}
          download={`${location.hostname}-recovery-codes.txt`}
        >
          {t('recovery.save')}
        </a>
        <button type="button" class="button" onClick={() => print()}>
          {t('recovery.print')}
        </button>
      </div>
      <CheckField label={t('recovery.kept')} name="kept" checked={kept} onChecked={setKept} />
      <button type="button" class="button button--primary" disabled={!kept} onClick={onDone}>
        {t('recovery.done')}
      </button>
    </div>
  );
}
