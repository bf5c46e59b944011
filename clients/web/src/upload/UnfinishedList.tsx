// Uploads that this browser broke off. A page may not open a file again by itself, so it asks for it.
import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../components/Icon';
import { t } from '../i18n';
import { forgetUnfinished, listUnfinished, type Unfinished } from './transfer';

export function UnfinishedList() {
  const [list, setList] = useState<Unfinished[]>([]);
  useEffect(() => {
    void listUnfinished().then(setList);
  }, []);
  if (list.length === 0) return null;
  const forget = async (item: Unfinished): Promise<void> => {
    await forgetUnfinished(item);
    setList((known) => known.filter((other) => other !== item));
  };
  return (
    <section class="unfinished">
      <h2>{t('upload.unfinished')}</h2>
      <p>{t('upload.unfinishedHint')}</p>
      <ul>
        {list.map((item) => (
          <li key={item.previous.urlStorageKey}>
            <span>{item.fileName}</span>
            <button
              type="button"
              class="icon-button"
              aria-label={t('upload.forget', { name: item.fileName })}
              onClick={() => void forget(item)}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
