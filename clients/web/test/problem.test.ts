import { expect, test } from 'vitest';
import { asApiError, faulty, parseProblem, toApiError } from '../src/api/problem';
import { t } from '../src/i18n';

const refusal = {
  type: '/problems/invalid-body',
  title: 'Invalid',
  status: 422,
  detail: 'Two fields are not valid.',
  code: 'invalid-body',
  errors: [
    { pointer: '/title', code: 'too-long', detail: 'At most 100 characters.' },
    { pointer: '/title', code: 'control', detail: 'No control characters.' },
    { parameter: 'limit', code: 'range', detail: '1 to 100.' },
    'not a fault at all',
  ],
};

test('a problem shows its detail, and its faults by field', () => {
  const error = toApiError(refusal, 422);
  expect(error.message).toBe('Two fields are not valid.');
  expect(error.code).toBe('invalid-body');
  expect(error.field('title')).toBe('At most 100 characters. No control characters.');
  expect(error.field('limit')).toBe('1 to 100.');
  expect(error.field('description')).toBeUndefined();
  expect(error.problem.errors).toHaveLength(3);
});

test('the general message is needed unless every fault has its field in the form', () => {
  expect(toApiError(refusal, 422).isCoveredBy(['title'])).toBe(false);
  const covered = { ...refusal, errors: refusal.errors.slice(0, 2) };
  expect(toApiError(covered, 422).isCoveredBy(['title', 'description'])).toBe(true);
  expect(toApiError({ ...refusal, errors: [] }, 422).isCoveredBy(['title'])).toBe(false);
});

test('a problem without detail shows its title', () => {
  expect(toApiError({ code: 'gone', title: 'Gone' }, 410).message).toBe('Gone');
});

test.each([undefined, null, 'Bad gateway', { error: 'x' }, []])('any other body (%j) becomes a general message', (body) => {
  const error = toApiError(body, 502);
  expect(error.status).toBe(502);
  expect(error.message).toBe(t('error.unexpected', { status: 502 }));
});

test('a parameter is a field, too, and what the app finds by itself reads like the server’s word', () => {
  const faults = [{ parameter: 'label', code: 'x', detail: 'too long' }];
  const error = toApiError({ code: 'validation-failed', title: 'No', errors: faults }, 422);
  expect(error.field('label')).toBe('too long');
  expect(error.isCoveredBy(['label'])).toBe(true);
  const own = faulty({ file: 'Choose a file.' });
  expect([own.status, own.field('file'), own.isCoveredBy(['file'])]).toEqual([422, 'Choose a file.', true]);
});

test('text is read as a problem where it is one', () => {
  expect(parseProblem(JSON.stringify(refusal), 413).code).toBe('invalid-body');
  expect(parseProblem('<html>', 503).code).toBe('unreadable-answer');
});

test('no answer at all is the connection', () => {
  const error = asApiError(new TypeError('Failed to fetch'));
  expect(error.status).toBe(0);
  expect(error.message).toBe(t('error.network'));
  expect(asApiError(error)).toBe(error);
});

test('what a sign-in still needs comes along', () => {
  const factor = { ticket: 't', methods: ['totp', 'passkey'], expires_in: 300 };
  const needed = toApiError({ code: 'second-factor-required', title: 'More', second_factor: factor }, 401);
  expect(needed.problem.secondFactor).toEqual({ ticket: 't', methods: ['totp', 'passkey'] });
  const restoration = { ticket: 'r', expires_in: 600, erase_after: '2026-12-09T00:00:00Z' };
  const deleted = toApiError({ code: 'account-deletion-pending', title: 'Gone', restoration }, 403);
  expect(deleted.problem.restoration).toEqual({ ticket: 'r', erase_after: '2026-12-09T00:00:00Z' });
});

test.each([null, 'x', {}, { ticket: 1, methods: [] }, { ticket: 't' }])(
  'a second factor that is none (%j) is left out',
  (second_factor) => {
    expect(toApiError({ code: 'second-factor-required', title: 'More', second_factor }, 401).problem.secondFactor).toBeUndefined();
  },
);
