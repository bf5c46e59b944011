// What is dangerous asks for a sign-in of the last minutes. Where the server says so, the person proves himself again in a
// dialogue over the page, and what he wanted goes on.
import { signal } from '@preact/signals';
import { ApiError, Dismissed } from '../api/problem';

interface Question {
  answer: () => void;
  dismiss: () => void;
}

/** The proof that is being asked for, if one is. */
export const question = signal<Question | null>(null);

function ask(): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (then: () => void) => (): void => {
      question.value = null;
      then();
    };
    question.value = { answer: settle(resolve), dismiss: settle(() => reject(new Dismissed())) };
  });
}

/** Does something that may ask for a recent sign-in. Throws `Dismissed` if the person does not want to prove himself. */
export async function recently<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (thrown) {
    if (!(thrown instanceof ApiError && thrown.code === 'recent-login-required')) throw thrown;
  }
  await ask();
  return run();
}
