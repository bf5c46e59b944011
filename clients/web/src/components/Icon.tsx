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
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
