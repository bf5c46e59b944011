// What every script here has in common: options in, one line of JSON out, exit status 1 when it did not work.
import { parseArgs } from 'node:util';

/**
 * Runs `main` with the parsed options and prints its result. `main` gets a `result` object that it fills as it goes, so
 * that a failure still shows how far it came.
 *
 * Options are given as `{ name: { type: 'string' | 'boolean', default?, required? } }`.
 */
export async function run(options, main) {
  const result = { ok: false };
  const finish = (error) => {
    if (error) result.error = error instanceof Error ? error.message : String(error);
    result.ok = !error;
    process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(result.ok ? 0 : 1));
  };
  // A library that throws outside of any promise must not cost us the result.
  process.on('uncaughtException', finish);
  try {
    const { values } = parseArgs({ options: withoutRequired(options), strict: true });
    for (const [name, option] of Object.entries(options)) {
      if (option.required && values[name] === undefined) throw new Error(`--${name} is missing`);
    }
    await main(values, result);
    finish();
  } catch (error) {
    finish(error);
  }
}

function withoutRequired(options) {
  return Object.fromEntries(Object.entries(options).map(([name, { required: _, ...option }]) => [name, option]));
}

/** Throws with a sentence that says what was expected. */
export function expect(condition, message) {
  if (!condition) throw new Error(message);
}

/** How many times longer everything may take on a busy machine. */
const BUSY = 4;

/**
 * Waits until `probe` gives something true, and returns that: for so many seconds, and longer on a busy machine. `what` says
 * what was waited for; it may be a function, even an async one.
 */
export async function until(probe, seconds, what) {
  const end = Date.now() + seconds * 1000 * BUSY;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() >= end) throw new Error(`not within ${seconds * BUSY} s: ${typeof what === 'function' ? await what() : what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
