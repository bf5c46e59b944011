// Instants as date-time fields have them: the wall clock where the person is, to the minute.

const MINUTE_MS = 60_000;
const WHOLE = /^\d{4,}-\d\d-\d\dT\d\d:\d\d/;

/** An RFC 3339 instant as a field shows it; nothing for none. */
export function toField(instant: string | null | undefined): string {
  if (!instant) return '';
  const at = new Date(instant);
  return new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
}

/** What a field says, in UTC; `null` while it says no whole instant. One that is as it was keeps its seconds. */
export function fromField(text: string, before?: string | null): string | null {
  if (before && text === toField(before)) return before;
  const at = new Date(text);
  return WHOLE.test(text) && !Number.isNaN(at.getTime()) ? at.toISOString() : null;
}

/** The name of the person's time zone: `Europe/Madrid`. */
export const timeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
