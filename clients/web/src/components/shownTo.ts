// Who can watch a video, in a few words for a list.
import type { VideoSummary } from '../api/types';
import { locale, t } from '../i18n';
import { formatInstant } from '../lib/format';

export function shownTo({ visibility, publish_at }: Pick<VideoSummary, 'visibility' | 'publish_at'>): string {
  if (visibility === 'scheduled' && publish_at) return t('schedule.from', { date: formatInstant(publish_at, locale.value) });
  return t(`visibility.${visibility}`);
}
