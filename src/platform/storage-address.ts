import { BlockList, isIP } from 'node:net';

export interface ResolvedAddress {
  address: string;
  family: number;
}

const privateRanges: [string, number, 'ipv4' | 'ipv6'][] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];

/** Where companies and people run forges of their own. */
const ownNetworks = new Set(['10.0.0.0', '172.16.0.0', '192.168.0.0', 'fc00::']);

/** Where clouds serve the credentials of a machine over IPv6, inside of these networks. */
const metadataRanges: typeof privateRanges = [
  ['fd00:ec2::', 32, 'ipv6'],
  ['fd20:ce::', 32, 'ipv6'],
];

/** Where clouds serve the credentials of a machine. */
const linkLocalRanges: typeof privateRanges = [
  ['169.254.0.0', 16, 'ipv4'],
  ['fe80::', 10, 'ipv6'],
];

/**
 * Why a redirect to a host is not followed. A forge on the internet must not lead this server into a
 * private network; one that is itself in a private network may keep its storage there.
 */
export function findRefusedAddress(
  forge: readonly ResolvedAddress[],
  target: readonly ResolvedAddress[],
): string | undefined {
  if (target.length === 0) return 'its name is unknown';
  if (target.some((each) => isIn(linkLocal, each))) return 'that is an address of this machine';
  const isPrivate = (each: ResolvedAddress) => isIn(ofPrivateNetworks, each);
  const isOfPrivateForge = forge.length > 0 && forge.every(isPrivate);
  return target.some(isPrivate) && !isOfPrivateForge ? 'that is in a private network' : undefined;
}

/**
 * Why a host that a remote of a clone names is not connected to. A forge may be in a private network; this
 * machine, its neighbours on the link and the services of a cloud for its machines are none.
 */
export function findRefusedHost(target: readonly ResolvedAddress[]): string | undefined {
  if (target.length === 0) return 'its name is unknown';
  const isRefused = target.some((each) => isIn(linkLocal, each) || isIn(neverForges, each));
  return isRefused ? 'its address is not that of a forge' : undefined;
}

const ofPrivateNetworks = toBlockList(privateRanges);
const linkLocal = toBlockList(linkLocalRanges);
const neverForges = toBlockList([
  ...privateRanges.filter(([address]) => !ownNetworks.has(address)),
  ...metadataRanges,
]);

function toBlockList(ranges: typeof privateRanges): BlockList {
  const list = new BlockList();
  for (const range of ranges) list.addSubnet(...range);
  return list;
}

/** An IPv4 address in an IPv6 one is checked as IPv4. */
function isIn(list: BlockList, { address }: ResolvedAddress): boolean {
  const form = isIP(address);
  return form === 0 || list.check(address, form === 4 ? 'ipv4' : 'ipv6');
}
