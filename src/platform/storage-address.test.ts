import { describe, expect, test } from 'vitest';
import { findRefusedAddress, findRefusedHost } from './storage-address.ts';

const at = (...addresses: string[]) =>
  addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
const internet = at('140.82.112.5');
const office = at('10.1.2.3');

describe('S10: where a redirect of a forge may lead', () => {
  test.each([
    ['another host on the internet', internet, at('20.60.1.1', '2603:1030::1')],
    ['a private network, from a forge in one', office, at('192.168.4.5')],
    ['the internet, from a private network', office, internet],
  ])('%s', (_, forge, target) => {
    expect(findRefusedAddress(forge, target)).toBeUndefined();
  });

  test.each([
    ['a private network', internet, at('10.0.0.1')],
    ['this machine', internet, at('127.0.0.1')],
    ['this machine in IPv6', internet, at('::1')],
    ['this machine as IPv4 in IPv6', internet, at('::ffff:127.0.0.1')],
    ['a private network in IPv6', internet, at('fd00::1')],
    ['a name with one private address', internet, at('20.60.1.1', '172.16.0.1')],
    ['the credentials of a cloud machine', internet, at('169.254.169.254')],
    ['the same, from a forge in a private network', office, at('169.254.169.254')],
    ['a name without addresses', internet, []],
    ['what is no address', internet, at('nonsense')],
  ])('never to %s', (_, forge, target) => {
    expect(findRefusedAddress(forge, target)).toMatch(/\w/);
  });
});

describe('a host that a remote of a clone names', () => {
  test.each([
    ['on the internet', internet],
    ['in a private network', at('10.1.2.3', '172.20.0.1', '192.168.1.2')],
    ['in a private network, in IPv6', at('fd12:3456::1')],
  ])('%s is connected to', (_, target) => {
    expect(findRefusedHost(target)).toBeUndefined();
  });

  test.each([
    ['this machine', at('127.0.0.1')],
    ['this machine in IPv6', at('::1')],
    ['this machine as IPv4 in IPv6', at('::ffff:127.0.0.1')],
    ['any address', at('0.0.0.0')],
    ['the link', at('fe80::1')],
    ['the credentials of a cloud machine', at('169.254.169.254')],
    ['the credentials of a cloud machine in IPv6', at('fd00:ec2::254')],
    ['the credentials of a machine in shared address space', at('100.100.100.200')],
    ['a group', at('224.0.0.1')],
    ['a name with one such address', at('140.82.112.5', '127.0.0.1')],
    ['a name without addresses', []],
    ['what is no address', at('nonsense')],
  ])('never as %s', (_, target) => {
    expect(findRefusedHost(target)).toMatch(/\w/);
  });
});
