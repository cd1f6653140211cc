import { constants } from 'node:zlib';
import type { FastifyCompressOptions } from '@fastify/compress';

/**
 * Answers are compressed, diffs above all. A diff of 2 MiB becomes 0.5 MB in 28 ms, off the
 * main thread; a better quality takes twice that for a tenth less. Event streams are written past
 * this, and the files of the page were compressed when they were built.
 */
export const compressionOptions: FastifyCompressOptions = {
  encodings: ['br', 'gzip'],
  threshold: 1024,
  // What is smaller than this is quicker done than handed to a thread.
  syncThreshold: 8 * 1024,
  brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } },
  zlibOptions: { level: 4 },
  // A delivery is verified as it came, and nobody sends us more than a body may hold.
  globalDecompression: false,
};
