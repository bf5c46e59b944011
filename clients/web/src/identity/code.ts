// One-time codes as people type them.

/** The code of an app without what people put between its digits. */
export const plainCode = (typed: string): string => typed.replace(/[\s-]/g, '');

/** Which kind of code is typed: six digits are the app's, anything else is a recovery code. */
export function codeProof(typed: string): { totp: string } | { recovery_code: string } {
  const plain = plainCode(typed);
  return /^\d{6}$/.test(plain) ? { totp: plain } : { recovery_code: typed.trim() };
}
