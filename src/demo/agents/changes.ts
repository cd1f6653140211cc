import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toLockFile } from '../seed/repository-content.ts';
import type { Random } from './random.ts';

/** The kinds of change the agents make. */
export type ChangeName = 'code' | 'test' | 'rename' | 'binary' | 'lock-file' | 'unicode';

/** Makes one change in a clone. `tag` keeps its files apart from those of other rounds. */
export async function makeChange(
  clone: string,
  name: ChangeName,
  tag: string,
  random: Random,
): Promise<void> {
  switch (name) {
    case 'code':
      return write(clone, `src/${tag}.ts`, toCode(tag, random));
    case 'test':
      return write(clone, `test/${tag}.test.ts`, `test('${tag} holds', async () => {});\n`);
    case 'rename':
      return renameModule(clone, tag);
    case 'binary':
      return write(clone, `assets/${tag}.png`, toPicture(random));
    case 'lock-file': {
      const release = 2 + Math.floor(random() * 90);
      const packages = ['fastify', 'pino', 'zod', 'undici', 'yaml'];
      return write(clone, 'package-lock.json', toLockFile(packages, release));
    }
    case 'unicode':
      return write(clone, `docs/überblick-概要-${tag}.md`, `# Überblick\n\n概要: ${tag}\n`);
  }
}

async function write(clone: string, path: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(join(clone, path)), { recursive: true });
  await writeFile(join(clone, path), content);
}

async function renameModule(clone: string, tag: string): Promise<void> {
  const modules = (await readdir(join(clone, 'src'))).filter((file) => file.endsWith('.ts'));
  const chosen = modules.toSorted()[0];
  if (chosen === undefined) return write(clone, `src/${tag}.ts`, 'export {};\n');
  await rename(join(clone, 'src', chosen), join(clone, 'src', `${tag}.ts`));
}

function toCode(tag: string, random: Random): string {
  const name = tag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const lines = Array.from(
    { length: 3 + Math.floor(random() * 12) },
    (_, at) => `  steps.push(${Math.floor(random() * 1000)}); // step ${at + 1}`,
  );
  const body = `  const steps: number[] = [];\n${lines.join('\n')}\n  return steps;`;
  return `export function ${name}(): number[] {\n${body}\n}\n`;
}

function toPicture(random: Random): Buffer {
  const signature = Buffer.from('89504e470d0a1a0a0000000d', 'hex');
  const pixels = Buffer.from(Array.from({ length: 2048 }, () => Math.floor(random() * 256)));
  return Buffer.concat([signature, pixels]);
}
