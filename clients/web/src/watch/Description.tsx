// The words of a video: addresses and times in them can be followed; long ones are folded.
import { useState } from 'preact/hooks';
import { t } from '../i18n';
import { pieces } from '../lib/richText';

/** Longer texts begin folded. */
const LONG = 280;

export function Description({ text, play }: { text: string; play: (seconds: number) => void }) {
  const long = text.length > LONG || text.split('\n').length > 5;
  const [open, setOpen] = useState(!long);
  return (
    <div class="description">
      <p class="about__text" data-folded={!open}>
        {pieces(text).map((piece, at) => {
          if (piece.kind === 'text') return piece.text;
          if (piece.kind === 'link') {
            return (
              <a key={at} href={piece.href} rel="nofollow ugc noopener" target="_blank">
                {piece.text}
              </a>
            );
          }
          return (
            <button key={at} type="button" class="link" onClick={() => play(piece.seconds)}>
              {piece.text}
            </button>
          );
        })}
      </p>
      {long && (
        <button type="button" class="button button--plain" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? 'watch.less' : 'watch.more')}
        </button>
      )}
    </div>
  );
}
