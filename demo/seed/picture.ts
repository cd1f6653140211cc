import { deflateSync } from 'node:zlib';

/** Red, green and blue, up to 255 each. */
export type Color = readonly [number, number, number];

const size = 96;

/** Draws a PNG of a disc on a background, one colour each. */
export function drawPicture(background: Color, disc: Color): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const pixels = deflateSync(drawPixels(background, disc));
  return Buffer.concat([
    signature,
    buildChunk('IHDR', header),
    buildChunk('IDAT', pixels),
    buildChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Each row starts with its filter type: 0, none. */
function drawPixels(background: Color, disc: Color): Buffer {
  const middle = (size - 1) / 2;
  const rows = Array.from({ length: size }, (_, y) => {
    const row = Array.from({ length: size }, (__, x) => {
      return Math.hypot(x - middle, y - middle) < size / 3 ? disc : background;
    });
    return Buffer.from([0, ...row.flat()]);
  });
  return Buffer.concat(rows);
}

function buildChunk(type: string, content: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(computeChecksum(typed));
  return Buffer.concat([length, typed, sum]);
}

/** CRC-32, as the PNG format requires. */
function computeChecksum(content: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of content) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
