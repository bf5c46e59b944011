import { beforeEach, expect, test, vi } from 'vitest';

beforeEach(() => {
  vi.resetModules();
});

async function routerAt(address: string) {
  vi.stubGlobal('location', new URL(address));
  return import('../src/router');
}

test.each([
  ['/sign-in', '/'],
  ['/sign-in?return_to=%2Fupload%3Fvideo%3D1', '/upload?video=1'],
  ['/sign-in?return_to=%2F%2Fevil.test%2Fx', '/'],
  ['/sign-in?return_to=https%3A%2F%2Fevil.test', '/'],
  ['/sign-in?return_to=%5C%5Cevil.test', '/'],
  ['/sign-in?return_to=javascript%3Aalert(1)', '/'],
  ['/sign-in?error=sign-in-cancelled&return_to=%2Fwatch%3Fv%3D1', '/watch?v=1'],
  ['/sign-in#second_factor=t&return_to=%2Fupload', '/upload'],
  ['/complete-sign-up#ticket=t&return_to=https%3A%2F%2Fevil.test%2Fx', '/'],
  ['/account/security', '/account/security'],
])('after %s one lands on %s', async (address, landing) => {
  const { nextPath } = await routerAt(`http://app.test${address}`);
  expect(nextPath()).toBe(landing);
});

test.each([
  ['/upload?video=1', '/sign-up?return_to=%2Fupload%3Fvideo%3D1'],
  ['/sign-in?return_to=%2Fupload', '/sign-up?return_to=%2Fupload'],
  ['/', '/sign-up'],
  ['/reset-password?token=secret', '/sign-up'],
])('from %s one signs up at %s', async (address, page) => {
  const { accountPath } = await routerAt(`http://app.test${address}`);
  expect(accountPath('/sign-up')).toBe(page);
});
