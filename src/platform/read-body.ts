const firstBufferBytes = 64 * 1024;

/**
 * Reads a body of at most `limitBytes`; returns undefined for a larger one without reading it all. Copies
 * into one buffer: a list of chunks of one byte each would take a hundred times the limit.
 */
export async function readBody(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limitBytes: number,
): Promise<Buffer | undefined> {
  let buffer = Buffer.allocUnsafe(Math.min(firstBufferBytes, limitBytes));
  let size = 0;
  // Leaving the loop cancels the response.
  for await (const piece of body) {
    const end = size + piece.byteLength;
    if (end > limitBytes) return undefined;
    if (end > buffer.length) buffer = grow(buffer, size, Math.min(limitBytes, 2 * end));
    buffer.set(piece, size);
    size = end;
  }
  return buffer.subarray(0, size);
}

function grow(buffer: Buffer, size: number, length: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafe(length);
  buffer.copy(larger, 0, 0, size);
  return larger;
}
