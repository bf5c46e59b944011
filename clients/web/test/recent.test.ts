import { afterEach, expect, test } from 'vitest';
import { ApiError, Dismissed } from '../src/api/problem';
import { question, recently } from '../src/identity/recent';

afterEach(() => {
  question.value = null;
});

const refusal = (code: string): ApiError => new ApiError({ status: 403, code, title: code, detail: '', errors: [] });

/** Refused until the person has proven himself. */
function guarded() {
  const deed = { calls: 0, proven: false };
  const run = (): Promise<string> => {
    deed.calls += 1;
    return deed.proven ? Promise.resolve('done') : Promise.reject(refusal('recent-login-required'));
  };
  return { deed, run };
}

const asked = async (): Promise<NonNullable<typeof question.value>> => {
  await Promise.resolve();
  await Promise.resolve();
  if (!question.value) throw new Error('nobody asks');
  return question.value;
};

test('what needs no proof is done without a question', async () => {
  expect(await recently(() => Promise.resolve(1))).toBe(1);
  expect(question.value).toBeNull();
});

test('after the proof, what was wanted is done', async () => {
  const { deed, run } = guarded();
  const outcome = recently(run);
  const { answer } = await asked();
  deed.proven = true;
  answer();
  expect(await outcome).toBe('done');
  expect(deed.calls).toBe(2);
  expect(question.value).toBeNull();
});

test('who closes the question wants nothing done', async () => {
  const { deed, run } = guarded();
  const outcome = recently(run);
  (await asked()).dismiss();
  await expect(outcome).rejects.toBeInstanceOf(Dismissed);
  expect(deed.calls).toBe(1);
  expect(question.value).toBeNull();
});

test('another refusal is no question', async () => {
  await expect(recently(() => Promise.reject(refusal('last-sign-in-method')))).rejects.toMatchObject({ code: 'last-sign-in-method' });
  expect(question.value).toBeNull();
});
