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
  ['/sign-in?next=%2Fupload%3Fvideo%3D1', '/upload?video=1'],
  ['/sign-in?next=%2F%2Fevil.test%2Fx', '/'],
  ['/sign-in?next=https%3A%2F%2Fevil.test', '/'],
  ['/sign-in?next=%5C%5Cevil.test', '/'],
  ['/sign-in?next=javascript%3Aalert(1)', '/'],
])('after %s one lands on %s', async (address, landing) => {
  const { nextPath } = await routerAt(`http://app.test${address}`);
  expect(nextPath()).toBe(landing);
});

test.each([
  ['/upload?video=1', '/sign-up?next=%2Fupload%3Fvideo%3D1'],
  ['/sign-in?next=%2Fupload', '/sign-up?next=%2Fupload'],
  ['/', '/sign-up'],
])('from %s one signs up at %s', async (address, page) => {
  const { accountPath } = await routerAt(`http://app.test${address}`);
  expect(accountPath('/sign-up')).toBe(page);
});
