// The keys that people know from other players, while the focus is in this one (WCAG 2.1.4: letters must do nothing elsewhere).
// `k` and space play, arrows and `j` `l` seek, `m` mutes, `c` shows captions, `f` fills the screen.

export interface PlayerActions {
  togglePlay(): void;
  toggleMute(): void;
  toggleCaptions(): void;
  toggleFullscreen(): void;
  seekBy(seconds: number): void;
  /** To a share of the length between 0 and 1. */
  seekToShare(share: number): void;
  changeVolume(by: number): void;
}

/** Does what the key means and says whether it meant anything. */
export function handleKey(event: KeyboardEvent, actions: PlayerActions): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || belongsElsewhere(event)) return false;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (/^[0-9]$/.test(key)) {
    actions.seekToShare(Number(key) / 10);
    return true;
  }
  const act = KEYS[key];
  act?.(actions);
  return act !== undefined;
}

const KEYS: Record<string, (actions: PlayerActions) => void> = {
  ' ': (actions) => actions.togglePlay(),
  k: (actions) => actions.togglePlay(),
  m: (actions) => actions.toggleMute(),
  c: (actions) => actions.toggleCaptions(),
  f: (actions) => actions.toggleFullscreen(),
  j: (actions) => actions.seekBy(-10),
  l: (actions) => actions.seekBy(10),
  ArrowLeft: (actions) => actions.seekBy(-5),
  ArrowRight: (actions) => actions.seekBy(5),
  ArrowUp: (actions) => actions.changeVolume(0.05),
  ArrowDown: (actions) => actions.changeVolume(-0.05),
  Home: (actions) => actions.seekToShare(0),
  End: (actions) => actions.seekToShare(1),
};

/** Keys that the focused control needs for itself: typing, choosing, pressing. */
function belongsElsewhere(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return target.type !== 'range' || target.dataset['own'] === 'keys';
  if (target.matches('textarea, select, [contenteditable]')) return true;
  return event.key === ' ' && target.matches('button, a, summary');
}
