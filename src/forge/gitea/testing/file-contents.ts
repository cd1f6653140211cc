import { createHash } from 'node:crypto';

export function contentsJson(path: string, text: string) {
  return {
    name: path.split('/').at(-1),
    path,
    sha: createHash('sha1').update(text).digest('hex'),
    type: 'file',
    size: Buffer.byteLength(text),
    encoding: 'base64',
    content: Buffer.from(text).toString('base64'),
  };
}
