// Accessibility rules of axe-core, run in the page. Only what axe calls serious or critical counts.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Gives one line for each serious violation on the page once it has come to rest. */
export async function audit(page) {
  await rest(page);
  // Evaluated by the debugger, so the page's content security policy has no say in it.
  await page.evaluate(`${SOURCE}; 0`);
  const violations = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ['violations'] })).violations);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

/** Waits for what fades and slides: a colour halfway to another is nothing that a person reads. What turns for ever is left out. */
function rest(page) {
  return page.evaluate(async () => {
    const passing = document.getAnimations().filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime));
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });
}
