import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { drawPicture } from './picture.ts';

test('draws a PNG of a disc on a background', () => {
  const picture = drawPicture([1, 2, 3], [250, 251, 252]);
  expect(picture.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const [width, height] = [picture.readUInt32BE(16), picture.readUInt32BE(20)];
  // The header checksum of every PNG with this size and type.
  expect(picture.readUInt32BE(29)).toBe(0x6dfae06f);
  const begin = picture.indexOf('IDAT') + 4;
  const pixels = inflateSync(picture.subarray(begin, begin + picture.readUInt32BE(begin - 8)));
  expect(pixels).toHaveLength(height * (1 + width * 3));
  expect([...pixels.subarray(1, 4)]).toEqual([1, 2, 3]);
  const middle = (height / 2) * (1 + width * 3) + 1 + (width / 2) * 3;
  expect([...pixels.subarray(middle, middle + 3)]).toEqual([250, 251, 252]);
});
