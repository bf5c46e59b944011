// Numbers, lengths and instants in the user's language. All are pure: the locale comes in as an argument.

const SIZE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Bytes in decimal units, as disks and file managers count: `1.5 MB`. */
export function formatBytes(bytes: number, locale: string): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < SIZE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return unitFormat(locale, SIZE_UNITS[unit] ?? 'byte', 'short', digits).format(value);
}

/** Bytes per second: `2.3 MB/s`. */
export function formatSpeed(bytesPerSecond: number, locale: string): string {
  return `${formatBytes(bytesPerSecond, locale)}/s`;
}

/** A length as players write it: `0:05`, `12:34`, `1:02:03`. */
export function formatClock(seconds: number): string {
  const total = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const pad = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(total % 60)}` : `${minutes}:${pad(total % 60)}`;
}

/** A length to be heard, or read in a sentence: `1 minute 5 seconds`. */
export function formatSpoken(seconds: number, locale: string): string {
  const total = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const parts: [number, string][] = [
    [Math.floor(total / 3600), 'hour'],
    [Math.floor(total / 60) % 60, 'minute'],
    [total % 60, 'second'],
  ];
  const kept = parts.filter(([value, unit]) => value > 0 || (total === 0 && unit === 'second'));
  return kept.map(([value, unit]) => unitFormat(locale, unit, 'long', 0).format(value)).join(' ');
}

/** How long something still takes, rounded as a person would say it. */
export function formatTimeLeft(seconds: number, locale: string): string {
  const whole = Math.max(1, Math.ceil(seconds));
  if (whole < 60) return formatSpoken(whole, locale);
  const minutes = Math.ceil(whole / 60);
  return formatSpoken(minutes * 60, locale);
}

/** A share between 0 and 1: `42%`. Never shows 100 % before the end. */
export function formatPercent(share: number, locale: string): string {
  const clamped = Math.min(1, Math.max(0, share));
  const whole = clamped < 1 ? Math.floor(clamped * 100) / 100 : 1;
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(whole);
}

const AGE_UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** How long ago an RFC 3339 instant was: `3 days ago`, `hace 3 días`. */
export function formatAge(instant: string, now: number, locale: string): string {
  const seconds = Math.max(0, (now - Date.parse(instant)) / 1000);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const [unit, length] of AGE_UNITS) {
    if (seconds >= length) return format.format(-Math.floor(seconds / length), unit);
  }
  return format.format(0, 'second');
}

/** The day of an RFC 3339 instant, where the person is: `March 4, 2026`. */
export function formatDate(instant: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(Date.parse(instant));
}

/** A day of the calendar, the same everywhere: `Mar 4, 2026`. */
export function formatDay(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(Date.parse(day));
}

/** An instant to the minute, where the person is. */
export function formatInstant(instant: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(Date.parse(instant));
}

/** An instant in full, as an appointment is made: with the day of the week. */
export function formatAppointment(instant: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' }).format(Date.parse(instant));
}

/** A count for a card: `1.2K`. */
export function formatCount(count: number, locale: string): string {
  return new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(count);
}

/** A title out of a file's name: no folder, no extension, spaces for the usual separators. */
export function titleFromFileName(name: string): string {
  const base = name.replace(/^.*[\\/]/, '');
  const stem = base.replace(/\.[A-Za-z0-9]{1,5}$/, '') || base;
  return stem
    .replace(/[_\s]+/g, ' ')
    .trim()
    .slice(0, 100);
}

function unitFormat(locale: string, unit: string, unitDisplay: 'short' | 'long', maximumFractionDigits: number): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay, maximumFractionDigits });
}
