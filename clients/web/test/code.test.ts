import { expect, test } from 'vitest';
import { codeProof } from '../src/identity/code';

test.each([
  ['287082', { totp: '287082' }],
  [' 287 082 ', { totp: '287082' }],
  ['287-082', { totp: '287082' }],
  ['k3vq-5m2t-x7ap-w4nd-q6ju-2hre', { recovery_code: 'k3vq-5m2t-x7ap-w4nd-q6ju-2hre' }],
  [' K3VQ 5M2T X7AP W4ND ', { recovery_code: 'K3VQ 5M2T X7AP W4ND' }],
  ['2870821', { recovery_code: '2870821' }],
])('%j is read as %j', (typed, proof) => {
  expect(codeProof(typed)).toEqual(proof);
});
