// The few line icons that the app uses, drawn on a 24 x 24 grid. They are decoration: the words are beside them or in a label.

const PATHS = {
  play: 'M8 5.5v13l10.5-6.5z',
  pause: 'M8 5.5v13M16 5.5v13',
  volume: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a7.5 7.5 0 0 1 0 11',
  muted: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5',
  enter: 'M4.5 9V4.5H9M15 4.5h4.5V9M19.5 15v4.5H15M9 19.5H4.5V15',
  leave: 'M9 4.5V9H4.5M19.5 9H15V4.5M15 19.5V15h4.5M4.5 15H9v4.5',
  captions: 'M4 6.5h16v11H4zM10.5 11a1.8 1.8 0 1 0 0 2.4M16.5 11a1.8 1.8 0 1 0 0 2.4',
  upload: 'M12 16V4.5M7.5 9 12 4.5 16.5 9M4.5 15v4.5h15V15',
  film: 'M4.5 5h15v14h-15zM8.5 5v14M15.5 5v14M4.5 12h15',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  copy: 'M8.5 8.5h11v11h-11zM15.5 8.5v-4h-11v11h4',
  eye: 'M2.5 12s3.5-6.5 9.5-6.5 9.5 6.5 9.5 6.5-3.5 6.5-9.5 6.5S2.5 12 2.5 12zM12 9.3a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4',
  hidden: 'M4 4l16 16M9.5 5.8q1.2-.3 2.5-.3c6 0 9.5 6.5 9.5 6.5s-1 1.9-2.9 3.6M6.2 7.2C3.8 8.9 2.5 12 2.5 12s3.5 6.5 9.5 6.5q2.3 0 4.1-.8',
  key: 'M8 10.5a4 4 0 1 0 0 3h5l2 2 2-2 1.5 1.5 2.5-3-1.5-1.5zM6 12h.01',
  mail: 'M3.5 6h17v12.5h-17zM4 6.5l8 6.5 8-6.5',
  person: 'M12 4.5a3.7 3.7 0 1 0 0 7.4 3.7 3.7 0 0 0 0-7.4M4.5 19.5c.6-4 3.6-5.5 7.5-5.5s6.9 1.5 7.5 5.5',
  chevron: 'M6.5 9.5l5.5 5.5 5.5-5.5',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 7.5V12l3 2',
  up: 'M6.5 14.5 12 9l5.5 5.5',
  search: 'M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12M15 15l5 5',
  bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4',
  like: 'M4 10.5h3.5v9H4zM7.5 11l4-7c2 0 2.7 1.2 2.3 3l-.6 2.5h5c1.2 0 2 1 1.7 2.2l-1.5 6.2c-.2 1-1 1.6-2 1.6H7.5',
  dislike: 'M4 13.5h3.5v-9H4zM7.5 13l4 7c2 0 2.7-1.2 2.3-3l-.6-2.5h5c1.2 0 2-1 1.7-2.2l-1.5-6.2c-.2-1-1-1.6-2-1.6H7.5',
  heart: 'M12 19.5S4 15 4 9.3A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 8 2.3c0 5.7-8 10.2-8 10.2z',
  list: 'M4 6.5h11M4 12h11M4 17.5h6M17 13v7M13.5 16.5h7',
  share: 'M14 5l6 5.5-6 5.5v-3.5c-5 0-7.5 1.5-9.5 5 0-5.5 3-9 9.5-9z',
  flag: 'M6 21V4.5h11l-2.5 4 2.5 4H6',
  reply: 'M10 6.5 4.5 12l5.5 5.5M4.5 12H14c3.5 0 5.5 2 5.5 5.5',
  pin: 'M9 4h6l-.8 6 3.3 3.5h-11L9.8 10zM12 13.5V20.5',
  dots: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  grip: 'M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01',
  tag: 'M4.5 4.5h7l8 8-7 7-8-8zM8.5 8.5h.01',
  history: 'M4.5 5v4.5H9M5 9.5a7.8 7.8 0 1 1-.8 4M12 8v4.5l3 1.8',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
