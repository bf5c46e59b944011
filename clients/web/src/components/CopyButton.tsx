// Puts a text where the person can paste it from, and says so.
import { useState } from 'preact/hooks';
import { t } from '../i18n';
import { announce } from './Announcer';
import { Icon } from './Icon';

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    announce(t('action.copied'));
    setTimeout(() => setCopied(false), 3000);
  };
  return (
    <button type="button" class="button" onClick={() => void copy().catch(() => setCopied(false))}>
      <Icon name={copied ? 'check' : 'copy'} />
      {copied ? t('action.copied') : label}
    </button>
  );
}
